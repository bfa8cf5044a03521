/**
 * Q8_K: 256 elements in 292 bytes, 8-bit signed quants with a float32 scale d. What kernels make of activations for the
 * k-quants; no type for a weight.
 *
 *   byte  0      4                      260                      292
 *         | d f32| qs: 256 signed bytes | bsums: 16 × int16      |
 *
 *   x[j] = d · qs[j]
 *
 * bsums are the sums of 16 quants each: for the kernels' sake.
 */
import { blockFormat, int8At, viewOf } from './format.ts';

export const q8_k = blockFormat('Q8_K', 256, 292, (bytes, p, out, o) => {
  const d = viewOf(bytes).getFloat32(p, true);
  for (let j = 0; j < 256; j++) out[o + j] = d * int8At(bytes, p + 4 + j);
});
