/**
 * F64: IEEE 754 binary64, little-endian.
 *
 *   byte  0        8
 *         | value  |
 */
import { blockFormat, viewOf } from './format.ts';

export const f64 = blockFormat({
  type: 'F64',
  blockSize: 1,
  blockBytes: 8,
  error: { relative: 0, absolute: 0, range: [-Number.MAX_VALUE, Number.MAX_VALUE] },
  dequantizeBlock(bytes, p, out, o) {
    out[o] = viewOf(bytes).getFloat64(p, true);
  },
  quantizeBlock(x, bytes) {
    viewOf(bytes).setFloat64(0, x[0] as number, true);
  },
});
