/**
 * F16: IEEE 754 binary16, little-endian. Every binary16 is exact in float64.
 *
 *   byte  0        2
 *         | value  |
 */
import { f16ToNumber } from '../../core/f16.ts';
import type { QuantFormat } from './format.ts';

export const f16: QuantFormat = {
  type: 'F16',
  blockSize: 1,
  blockBytes: 2,
  dequantize(bytes, at, nBlocks, out, outAt) {
    for (let i = 0; i < nBlocks; i++) {
      const p = at + 2 * i;
      out[outAt + i] = f16ToNumber((bytes[p] as number) | ((bytes[p + 1] as number) << 8));
    }
  },
};
