/**
 * Q5_1: 32 elements in 24 bytes, 5-bit unsigned quants with a scale d and a minimum m.
 *
 *   byte  0      2      4        8                    24
 *         | d f16| m f16| qh u32 | qs: 16 bytes       |
 *
 * The low four bits of a quant lie in qs as in Q4_0, the fifth is bit i of qh for element i:
 *
 *   x[i] = d · q[i] + m
 *
 * Quantised as Q4_1, with d = (max x − min x) / 31. Equal to the gguf package.
 */
import { stepsError } from './error.ts';
import { fiveBitQuants, putFiveBits } from './fiveBits.ts';
import { blockFormat, halfAt } from './format.ts';
import { quantizeSteps } from './steps.ts';

export const q5_1 = blockFormat({
  type: 'Q5_1',
  blockSize: 32,
  blockBytes: 24,
  error: stepsError(31),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    const m = halfAt(bytes, p + 2);
    fiveBitQuants(bytes, p + 4, (i, q) => {
      out[o + i] = d * q + m;
    });
  },
  quantizeBlock(x, bytes) {
    quantizeSteps(x, bytes, 31, (i, quant) => {
      putFiveBits(bytes, 4, i, quant);
    });
  },
});
