/**
 * Q4_K: 256 elements in 144 bytes, 4-bit quants in 8 groups of 32, each with a 6-bit scale and a 6-bit minimum.
 *
 *   byte  0      2         4                  16                    144
 *         | d f16| dmin f16| scales: 12 bytes | qs: 128 bytes       |
 *
 * Groups come in pairs: 32 bytes of qs hold one group in their low nibbles and the next in their high ones. Scales and minima
 * are packed as scaleMin.ts says:
 *
 *   x = d · scale[g] · q − dmin · min[g]
 *
 * Quantised as affineGroups.ts says.
 */
import { affineGroups } from './affineGroups.ts';
import { affineError } from './error.ts';
import { blockFormat, halfAt, orInto } from './format.ts';
import { putAffineScales, scaleAndMin } from './scaleMin.ts';

export const q4_k = blockFormat({
  type: 'Q4_K',
  blockSize: 256,
  blockBytes: 144,
  error: affineError(15, 63),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    const dmin = halfAt(bytes, p + 2);
    for (let g = 0; g < 8; g++) {
      const [scale, min] = scaleAndMin(bytes, p + 4, g);
      const quants = p + 16 + (g >>> 1) * 32;
      for (let l = 0; l < 32; l++) {
        const q = ((bytes[quants + l] as number) >>> ((g & 1) * 4)) & 15;
        out[o + g * 32 + l] = d * scale * q - dmin * min;
      }
    }
  },
  quantizeBlock(x, bytes) {
    const groups = affineGroups(x, 32, 15, 63);
    putAffineScales(bytes, groups);
    groups.quants.forEach((quant, i) => {
      orInto(bytes, 16 + (i >>> 6) * 32 + (i & 31), quant << (((i >>> 5) & 1) * 4));
    });
  },
});
