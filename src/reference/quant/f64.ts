/**
 * F64: IEEE 754 binary64, little-endian.
 *
 *   byte  0        8
 *         | value  |
 */
import { scalarFormat } from './scalars.ts';

export const f64 = scalarFormat({
  type: 'F64',
  nBytes: 8,
  error: { relative: 0, absolute: 0, range: [-Number.MAX_VALUE, Number.MAX_VALUE] },
  dequantize: (view, at, n, out, outAt) => {
    for (let i = 0; i < n; i++) out[outAt + i] = view.getFloat64(at + 8 * i, true);
  },
  put: (view, p, value) => {
    view.setFloat64(p, value, true);
  },
});
