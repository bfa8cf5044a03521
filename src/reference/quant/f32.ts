/**
 * F32: IEEE 754 binary32, little-endian.
 *
 *   byte  0        4
 *         | value  |
 *
 * Quantised to the nearest, ties to even.
 */
import { floatError } from './error.ts';
import { scalarFormat } from './scalars.ts';

export const f32 = scalarFormat({
  type: 'F32',
  nBytes: 4,
  error: floatError(24, 2 ** -149, (2 - 2 ** -23) * 2 ** 127),
  dequantize: (view, at, n, out, outAt) => {
    for (let i = 0; i < n; i++) out[outAt + i] = view.getFloat32(at + 4 * i, true);
  },
  put: (view, p, value) => {
    view.setFloat32(p, value, true);
  },
});
