/**
 * Q5_K: 256 elements in 176 bytes, 5-bit quants in 8 groups of 32, each with a 6-bit scale and a 6-bit minimum.
 *
 *   byte  0      2         4                  16              48                    176
 *         | d f16| dmin f16| scales: 12 bytes | qh: 32 bytes  | qs: 128 bytes       |
 *
 * As Q4_K, with the fifth bit of element l of group g in bit g of qh[l]:
 *
 *   x = d · scale[g] · q − dmin · min[g]
 *
 * Quantised as affineGroups.ts says.
 */
import { affineGroups } from './affineGroups.ts';
import { affineError } from './error.ts';
import { blockFormat, halfAt, orInto } from './format.ts';
import { putAffineScales, scaleAndMin } from './scaleMin.ts';

export const q5_k = blockFormat({
  type: 'Q5_K',
  blockSize: 256,
  blockBytes: 176,
  error: affineError(31, 63),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    const dmin = halfAt(bytes, p + 2);
    for (let g = 0; g < 8; g++) {
      const [scale, min] = scaleAndMin(bytes, p + 4, g);
      const quants = p + 48 + (g >>> 1) * 32;
      for (let l = 0; l < 32; l++) {
        const low = ((bytes[quants + l] as number) >>> ((g & 1) * 4)) & 15;
        const fifth = ((bytes[p + 16 + l] as number) >>> g) & 1;
        out[o + g * 32 + l] = d * scale * (low | (fifth << 4)) - dmin * min;
      }
    }
  },
  quantizeBlock(x, bytes) {
    const groups = affineGroups(x, 32, 31, 63);
    putAffineScales(bytes, groups);
    groups.quants.forEach((quant, i) => {
      orInto(bytes, 48 + (i >>> 6) * 32 + (i & 31), (quant & 15) << (((i >>> 5) & 1) * 4));
      orInto(bytes, 16 + (i & 31), (quant >>> 4) << (i >>> 5));
    });
  },
});
