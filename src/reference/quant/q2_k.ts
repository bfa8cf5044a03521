/**
 * Q2_K: 256 elements in 84 bytes, 2-bit quants in 16 groups of 16, each with a 4-bit scale and a 4-bit minimum.
 *
 *   byte  0                     16                    80     82        84
 *         | scales: 16 bytes    | qs: 64 bytes        | d f16| dmin f16|
 *
 * Scale byte g holds the scale of group g in its low nibble and its minimum in the high one. Each half of 128 elements has
 * 32 bytes of qs; byte l of them holds, two bits each from the lowest, elements l, l + 32, l + 64 and l + 96 of the half:
 *
 *   x = d · (scales[g] & 15) · q − dmin · (scales[g] >> 4)
 */
import { blockFormat, halfAt } from './format.ts';

export const q2_k = blockFormat('Q2_K', 256, 84, (bytes, p, out, o) => {
  const d = halfAt(bytes, p + 80);
  const dmin = halfAt(bytes, p + 82);
  for (let i = 0; i < 256; i++) {
    const scale = bytes[p + (i >>> 4)] as number;
    const quants = bytes[p + 16 + (i >>> 7) * 32 + (i & 31)] as number;
    const q = (quants >>> (((i >>> 5) & 3) * 2)) & 3;
    out[o + i] = d * (scale & 15) * q - dmin * (scale >>> 4);
  }
});
