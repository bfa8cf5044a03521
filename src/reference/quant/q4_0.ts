/**
 * Q4_0: 32 elements in 18 bytes, 4-bit quants around 8 with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 * Byte j of qs holds element j in its low nibble and element j + 16 in its high nibble:
 *
 *   x[j] = d · ((qs[j] & 15) − 8)        x[j + 16] = d · ((qs[j] >> 4) − 8)
 */
import { blockFormat, halfAt } from './format.ts';

export const q4_0 = blockFormat('Q4_0', 32, 18, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let j = 0; j < 16; j++) {
    const quants = bytes[p + 2 + j] as number;
    out[o + j] = d * ((quants & 15) - 8);
    out[o + j + 16] = d * ((quants >>> 4) - 8);
  }
});
