/**
 * Q2_K: 256 elements in 84 bytes, 2-bit quants in 16 groups of 16, each with a 4-bit scale and a 4-bit minimum.
 *
 *   byte  0                     16                    80     82        84
 *         | scales: 16 bytes    | qs: 64 bytes        | d f16| dmin f16|
 *
 * Scale byte g holds the scale of group g in its low nibble and its minimum in the high one. Quants are packed as twoBits.ts says:
 *
 *   x = d · (scales[g] & 15) · q − dmin · (scales[g] >> 4)
 *
 * Quantised as affineGroups.ts says.
 */
import { affineGroups } from './affineGroups.ts';
import { affineError } from './error.ts';
import { blockFormat, halfAt, putHalf } from './format.ts';
import { putTwoBits, twoBits } from './twoBits.ts';

export const q2_k = blockFormat({
  type: 'Q2_K',
  blockSize: 256,
  blockBytes: 84,
  error: affineError(3, 15),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 80);
    const dmin = halfAt(bytes, p + 82);
    for (let i = 0; i < 256; i++) {
      const scale = bytes[p + (i >>> 4)] as number;
      out[o + i] = d * (scale & 15) * twoBits(bytes, p + 16, i) - dmin * (scale >>> 4);
    }
  },
  quantizeBlock(x, bytes) {
    const { scale, min, quants } = affineGroups(x, 16, 3, 15);
    bytes.set(scale.codes.map((code, g) => code | ((min.codes[g] as number) << 4)));
    quants.forEach((quant, i) => {
      putTwoBits(bytes, 16, i, quant);
    });
    putHalf(bytes, 80, scale.d);
    putHalf(bytes, 82, min.d);
  },
});
