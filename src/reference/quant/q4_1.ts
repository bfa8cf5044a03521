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
import { blockFormat, halfAt } from './format.ts';

export const q4_1 = blockFormat('Q4_1', 32, 20, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  const m = halfAt(bytes, p + 2);
  for (let j = 0; j < 16; j++) {
    const quants = bytes[p + 4 + j] as number;
    out[o + j] = d * (quants & 15) + m;
    out[o + j + 16] = d * (quants >>> 4) + m;
  }
});
