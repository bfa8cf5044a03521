/**
 * Q2_0: 64 elements in 18 bytes, 2-bit quants from −1 to 2 with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 * Byte j / 4 of qs holds, two bits each from the lowest, elements j to j + 3:
 *
 *   x[j] = d · (q[j] − 1)
 *
 * Quantised with d = (outermost x) / 2, which may be negative, so that this element gets quant 3; the others the nearest, ties up, and
 * those opposite to it quant 0 at least: up to half of the outermost away. (ggml takes d = max |x| and never writes a 3.)
 */
import { scaledError } from './error.ts';
import { outermost } from './extremes.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';

export const q2_0 = blockFormat({
  type: 'Q2_0',
  blockSize: 64,
  blockBytes: 18,
  error: scaledError(1 / 2, 2),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let j = 0; j < 64; j++) {
      const q = ((bytes[p + 2 + (j >>> 2)] as number) >>> (2 * (j & 3))) & 3;
      out[o + j] = d * (q - 1);
    }
  },
  quantizeBlock(x, bytes) {
    const d = outermost(x) / 2;
    if (putHalf(bytes, 0, d) === 0) return;
    x.forEach((value, j) => {
      const quant = Math.max(0, Math.round(value / d) + 1);
      orInto(bytes, 2 + (j >>> 2), quant << (2 * (j & 3)));
    });
  },
});
