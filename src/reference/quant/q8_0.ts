/**
 * Q8_0: 32 elements in 34 bytes, 8-bit signed quants with a scale d.
 *
 *   byte  0      2                            34
 *         | d f16| qs: 32 signed bytes        |
 *
 *   x[j] = d · qs[j]
 */
import { blockFormat, halfAt, int8At } from './format.ts';

export const q8_0 = blockFormat('Q8_0', 32, 34, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let j = 0; j < 32; j++) out[o + j] = d * int8At(bytes, p + 2 + j);
});
