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
 */
import { f16ToNumber } from '../../core/f16.ts';
import type { QuantFormat } from './format.ts';

const BLOCK_SIZE = 32;
const BLOCK_BYTES = 20;
const HALF = BLOCK_SIZE / 2;

export const q4_1: QuantFormat = {
  type: 'Q4_1',
  blockSize: BLOCK_SIZE,
  blockBytes: BLOCK_BYTES,
  dequantize(bytes, at, nBlocks, out, outAt) {
    for (let b = 0; b < nBlocks; b++) {
      const p = at + b * BLOCK_BYTES;
      const o = outAt + b * BLOCK_SIZE;
      const d = f16ToNumber((bytes[p] as number) | ((bytes[p + 1] as number) << 8));
      const m = f16ToNumber((bytes[p + 2] as number) | ((bytes[p + 3] as number) << 8));
      for (let j = 0; j < HALF; j++) {
        const quants = bytes[p + 4 + j] as number;
        out[o + j] = d * (quants & 15) + m;
        out[o + j + HALF] = d * (quants >>> 4) + m;
      }
    }
  },
};
