/**
 * Q8_1: 32 elements in 36 bytes, 8-bit signed quants with a scale d. What kernels make of activations; no type for a weight.
 *
 *   byte  0      2      4                            36
 *         | d f16| s f16| qs: 32 signed bytes        |
 *
 *   x[j] = d · qs[j]
 *
 * s = d · Σ qs is there for the kernels' sake and adds nothing to the values.
 */
import { blockFormat, halfAt, int8At } from './format.ts';

export const q8_1 = blockFormat('Q8_1', 32, 36, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let j = 0; j < 32; j++) out[o + j] = d * int8At(bytes, p + 4 + j);
});
