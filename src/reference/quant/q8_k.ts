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
 *
 * Quantised with d = (outermost x) / −127 and qs = round(x / d), halves to even, both in float64; then d is rounded to binary32. A block
 * whose d rounds to 0 is all zeros. (ggml forms d as 1 / (−127 / x) in binary32: its d may differ in the last place.)
 */
import { roundHalfEven } from '../../core/f16.ts';
import { outermost } from './extremes.ts';
import { blockFormat, int8At, viewOf } from './format.ts';

/** The greatest d that is a power of two, and whose block binary32 holds. */
const D_MAX = 2 ** 121;

export const q8_k = blockFormat({
  type: 'Q8_K',
  blockSize: 256,
  blockBytes: 292,
  error: { relative: 1 / 254 + 2 ** -24, absolute: 127 * 2 ** -150, range: [-127 * D_MAX, 127 * D_MAX] },
  dequantizeBlock(bytes, p, out, o) {
    const d = viewOf(bytes).getFloat32(p, true);
    for (let j = 0; j < 256; j++) out[o + j] = d * int8At(bytes, p + 4 + j);
  },
  quantizeBlock(x, bytes) {
    const d = outermost(x) / -127;
    if (Math.fround(d) === 0) return;
    const view = viewOf(bytes);
    view.setFloat32(0, d, true);
    x.forEach((value, j) => {
      const quant = Math.sign(value / d) * roundHalfEven(Math.abs(value / d));
      view.setInt8(4 + j, quant);
      const sum = 260 + (j >>> 4) * 2;
      view.setInt16(sum, view.getInt16(sum, true) + quant, true);
    });
  },
});
