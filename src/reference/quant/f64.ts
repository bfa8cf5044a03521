/**
 * F64: IEEE 754 binary64, little-endian.
 *
 *   byte  0        8
 *         | value  |
 */
import { blockFormat, viewOf } from './format.ts';

export const f64 = blockFormat('F64', 1, 8, (bytes, p, out, o) => {
  out[o] = viewOf(bytes).getFloat64(p, true);
});
