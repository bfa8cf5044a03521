/**
 * Q8_0: 32 elements in 34 bytes, 8-bit signed quants with a scale d.
 *
 *   byte  0      2                            34
 *         | d f16| qs: 32 signed bytes        |
 *
 *   x[j] = d · qs[j]
 */
import { f16ToNumber } from '../../core/f16.ts';
import type { QuantFormat } from './format.ts';

const BLOCK_SIZE = 32;
const BLOCK_BYTES = 34;

export const q8_0: QuantFormat = {
  type: 'Q8_0',
  blockSize: BLOCK_SIZE,
  blockBytes: BLOCK_BYTES,
  dequantize(bytes, at, nBlocks, out, outAt) {
    for (let b = 0; b < nBlocks; b++) {
      const p = at + b * BLOCK_BYTES;
      const o = outAt + b * BLOCK_SIZE;
      const d = f16ToNumber((bytes[p] as number) | ((bytes[p + 1] as number) << 8));
      for (let j = 0; j < BLOCK_SIZE; j++) {
        out[o + j] = d * (((bytes[p + 2 + j] as number) << 24) >> 24);
      }
    }
  },
};
