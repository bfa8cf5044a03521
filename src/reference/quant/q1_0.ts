/**
 * Q1_0: 128 elements in 18 bytes, a sign each, with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 * Bit j % 8 of qs[j / 8], from the lowest, is 1 where element j is positive:
 *
 *   x[j] = ± d
 *
 * Quantised with d = the mean of |x|, in float64, and zero among the positive.
 */
import { scaledError } from './error.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';

export const q1_0 = blockFormat({
  type: 'Q1_0',
  blockSize: 128,
  blockBytes: 18,
  error: scaledError(1, 1),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let j = 0; j < 128; j++) {
      const positive = ((bytes[p + 2 + (j >>> 3)] as number) >>> (j & 7)) & 1;
      out[o + j] = positive ? d : -d;
    }
  },
  quantizeBlock(x, bytes) {
    putHalf(bytes, 0, x.reduce((sum, value) => sum + Math.abs(value), 0) / 128);
    x.forEach((value, j) => {
      if (value >= 0) orInto(bytes, 2 + (j >>> 3), 1 << (j & 7));
    });
  },
});
