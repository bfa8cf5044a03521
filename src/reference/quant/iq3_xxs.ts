/**
 * IQ3_XXS: 256 elements in 98 bytes, points of a grid of 256 (four values each) with signs; 8 groups of 32, each with a 4-bit
 * scale.
 *
 *   byte  0      2               66                    98
 *         | d f16| qs: 64 bytes  | 8 × u32             |
 *
 * Byte i of qs is the number of point i. The u32 of a group has seven bits of signs for each eight elements (signs.ts), and the
 * scale s in the top four:
 *
 *   x = d · (s + ½) / 2 · ± point
 */
import { blockFormat, halfAt, viewOf } from './format.ts';
import { IQ3_XXS_GRID } from './grids/iq3_xxs.ts';
import { evenSigns, signedPoint } from './signs.ts';

export const iq3_xxs = blockFormat('IQ3_XXS', 256, 98, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let i = 0; i < 64; i++) {
    const packed = viewOf(bytes).getUint32(p + 66 + (i >>> 3) * 4, true);
    const signs = evenSigns(packed >>> (7 * ((i >>> 1) & 3))) >>> ((i & 1) * 4);
    const scale = (d * ((packed >>> 28) + 0.5)) / 2;
    signedPoint(IQ3_XXS_GRID, 4, bytes[p + 2 + i] as number, scale, signs, out, o + i * 4);
  }
});
