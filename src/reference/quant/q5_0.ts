/**
 * Q5_0: 32 elements in 22 bytes, 5-bit quants around 16 with a scale d.
 *
 *   byte  0      2        6                    22
 *         | d f16| qh u32 | qs: 16 bytes       |
 *
 * The low four bits of a quant lie in qs as in Q4_0, the fifth is bit i of qh for element i:
 *
 *   x[i] = d · (q[i] − 16)
 *
 * Quantised as Q4_0, with d = (outermost x) / −16. Equal to the gguf package.
 */
import { centredCode32, reciprocal32, toBinary32 } from './binary32.ts';
import { scaledError } from './error.ts';
import { outermost } from './extremes.ts';
import { fiveBitQuants, putFiveBits } from './fiveBits.ts';
import { blockFormat, halfAt, putHalf } from './format.ts';

export const q5_0 = blockFormat({
  type: 'Q5_0',
  blockSize: 32,
  blockBytes: 22,
  error: scaledError(1 / 16, 16),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    fiveBitQuants(bytes, p + 2, (i, q) => {
      out[o + i] = d * (q - 16);
    });
  },
  quantizeBlock(x, bytes) {
    const values = toBinary32(x);
    const d = Math.fround(outermost(values) / -16);
    const reciprocal = reciprocal32(d);
    putHalf(bytes, 0, d);
    values.forEach((value, i) => {
      putFiveBits(bytes, 2, i, centredCode32(value, reciprocal, 16));
    });
  },
});
