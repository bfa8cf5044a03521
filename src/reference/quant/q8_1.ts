/**
 * Q8_1: 32 elements in 36 bytes, 8-bit signed quants with a scale d. What kernels make of activations; no type for a weight.
 *
 *   byte  0      2      4                            36
 *         | d f16| s f16| qs: 32 signed bytes        |
 *
 *   x[j] = d · qs[j]
 *
 * s = d · Σ qs is there for the kernels' sake and adds nothing to the values.
 *
 * Quantised as Q8_0; s is the product in binary32, with d before it is rounded, as binary16. With d up to 16, s is finite for every
 * block. Equal to what ggml writes.
 */
import { quantizeBytes } from './bytes.ts';
import { scaledError } from './error.ts';
import { blockFormat, halfAt, int8At, putHalf } from './format.ts';

export const q8_1 = blockFormat({
  type: 'Q8_1',
  blockSize: 32,
  blockBytes: 36,
  error: { ...scaledError(1 / 254, 127), range: [-127 * 16, 127 * 16] },
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let j = 0; j < 32; j++) out[o + j] = d * int8At(bytes, p + 4 + j);
  },
  quantizeBlock(x, bytes) {
    const { d, quants } = quantizeBytes(x);
    const sum = quants.reduce((a, b) => a + b, 0);
    putHalf(bytes, 0, d);
    putHalf(bytes, 2, Math.fround(sum * d));
    bytes.set(quants, 4);
  },
});
