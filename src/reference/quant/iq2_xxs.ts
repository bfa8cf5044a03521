/**
 * IQ2_XXS: 256 elements in 66 bytes, points of a grid of 256 with signs; 8 groups of 32, each with a 4-bit scale.
 *
 *   byte  0      2                     66
 *         | d f16| 8 groups of 8 bytes |
 *
 * A group is four point numbers, one byte each, and a u32: seven bits of signs for each point from the lowest (signs.ts), and
 * the scale s in the top four:
 *
 *   x = d · (s + ½) / 4 · ± point
 */
import { blockFormat, halfAt, viewOf } from './format.ts';
import { IQ2_XXS_GRID } from './grids/iq2_xxs.ts';
import { evenSigns, signedPoint } from './signs.ts';

export const iq2_xxs = blockFormat('IQ2_XXS', 256, 66, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let g = 0; g < 8; g++) {
    const at = p + 2 + g * 8;
    const packed = viewOf(bytes).getUint32(at + 4, true);
    const scale = (d * ((packed >>> 28) + 0.5)) / 4;
    for (let l = 0; l < 4; l++) {
      const signs = evenSigns(packed >>> (7 * l));
      signedPoint(IQ2_XXS_GRID, 8, bytes[at + l] as number, scale, signs, out, o + g * 32 + l * 8);
    }
  }
});
