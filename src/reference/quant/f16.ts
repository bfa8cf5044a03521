/**
 * F16: IEEE 754 binary16, little-endian. Every binary16 is exact in float64.
 *
 *   byte  0        2
 *         | value  |
 *
 * Quantised to the nearest, ties to even.
 */
import { floatError, HALF_MAX } from './error.ts';
import { blockFormat, halfAt, putHalf } from './format.ts';

export const f16 = blockFormat({
  type: 'F16',
  blockSize: 1,
  blockBytes: 2,
  error: floatError(11, 2 ** -24, HALF_MAX),
  dequantizeBlock(bytes, p, out, o) {
    out[o] = halfAt(bytes, p);
  },
  quantizeBlock(x, bytes) {
    putHalf(bytes, 0, x[0] as number);
  },
});
