/**
 * TQ2_0: 256 elements in 66 bytes, ternary values in two bits each, with a scale d.
 *
 *   byte  0                     64     66
 *         | qs: 64 bytes        | d f16|
 *
 * Each half of 128 elements has 32 bytes; byte m of them holds, two bits each from the lowest, elements m, m + 32, m + 64 and m + 96:
 *
 *   x = d · (q − 1)
 */
import { blockFormat, halfAt } from './format.ts';

export const tq2_0 = blockFormat('TQ2_0', 256, 66, (bytes, p, out, o) => {
  const d = halfAt(bytes, p + 64);
  for (let i = 0; i < 256; i++) {
    const quants = bytes[p + (i >>> 7) * 32 + (i & 31)] as number;
    out[o + i] = d * (((quants >>> (((i >>> 5) & 3) * 2)) & 3) - 1);
  }
});
