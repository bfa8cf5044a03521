/**
 * Q4_1: 32 elements in 20 bytes, 4-bit unsigned quants with a scale d and a minimum m.
 *
 *   byte  0      2      4                    20
 *         | d f16| m f16| qs: 16 bytes       |
 *
 * Byte j of qs holds element j in its low nibble and element j + 16 in its high nibble:
 *
 *   x[j] = d · (qs[j] & 15) + m        x[j + 16] = d · (qs[j] >> 4) + m
 *
 * d has 11 significant bits and a quant 4, so the product and the sum are exact in float64.
 *
 * Quantised with m = min x and d = (max x − min x) / 15, in binary32 (steps.ts). Equal to the gguf package.
 */
import { stepsError } from './error.ts';
import { blockFormat, halfAt, orInto } from './format.ts';
import { quantizeSteps } from './steps.ts';

export const q4_1 = blockFormat({
  type: 'Q4_1',
  blockSize: 32,
  blockBytes: 20,
  error: stepsError(15),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    const m = halfAt(bytes, p + 2);
    // Two bytes at a time: 1.2 times as fast.
    for (let j = 0; j < 16; j += 2) {
      const quants = bytes[p + 4 + j] as number;
      const next = bytes[p + 5 + j] as number;
      out[o + j] = d * (quants & 15) + m;
      out[o + j + 1] = d * (next & 15) + m;
      out[o + j + 16] = d * (quants >>> 4) + m;
      out[o + j + 17] = d * (next >>> 4) + m;
    }
  },
  quantizeBlock(x, bytes) {
    quantizeSteps(x, bytes, 15, (j, quant) => {
      orInto(bytes, 4 + (j & 15), quant << (j < 16 ? 0 : 4));
    });
  },
});
