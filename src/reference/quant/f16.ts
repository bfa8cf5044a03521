/**
 * F16: IEEE 754 binary16, little-endian. Every binary16 is exact in float64.
 *
 *   byte  0        2
 *         | value  |
 *
 * Quantised to the nearest, ties to even.
 */
import { f16ToNumber, numberToF16 } from '../../core/f16.ts';
import { floatError, HALF_MAX } from './error.ts';
import { scalarFormat } from './scalars.ts';

export const f16 = scalarFormat({
  type: 'F16',
  nBytes: 2,
  error: floatError(11, 2 ** -24, HALF_MAX),
  dequantize: (view, at, n, out, outAt) => {
    for (let i = 0; i < n; i++) out[outAt + i] = f16ToNumber(view.getUint16(at + 2 * i, true));
  },
  put: (view, p, value) => {
    view.setUint16(p, numberToF16(value), true);
  },
});
