/**
 * Q5_0: 32 elements in 22 bytes, 5-bit quants around 16 with a scale d.
 *
 *   byte  0      2        6                    22
 *         | d f16| qh u32 | qs: 16 bytes       |
 *
 * The low four bits of a quant lie in qs as in Q4_0, the fifth is bit i of qh for element i:
 *
 *   x[i] = d · (q[i] − 16)
 */
import { blockFormat, halfAt } from './format.ts';
import { fiveBitQuants } from './fiveBits.ts';

export const q5_0 = blockFormat('Q5_0', 32, 22, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  fiveBitQuants(bytes, p + 2, (i, q) => {
    out[o + i] = d * (q - 16);
  });
});
