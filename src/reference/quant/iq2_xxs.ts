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
 *
 * Quantised as signedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, putHalf, viewOf } from './format.ts';
import { IQ2_XXS_GRID } from './grids/iq2_xxs.ts';
import { signedPoints, type PointGrid } from './signedPoints.ts';
import { evenSigns, packedSigns, signedPoint } from './signs.ts';

const POINTS: PointGrid = {
  grid: IQ2_XXS_GRID,
  width: 8,
  greatest: 43,
  groupSize: 32,
  unit: 1 / 8,
  evenSigns: true,
};

export const iq2_xxs = blockFormat({
  type: 'IQ2_XXS',
  blockSize: 256,
  blockBytes: 66,
  error: pointError(2, (43 * 31) / 8),
  dequantizeBlock(bytes, p, out, o) {
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
  },
  quantizeBlock(x, bytes) {
    const block = signedPoints(x, POINTS);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    block.codes.forEach((code, g) => {
      bytes.set(block.points.slice(4 * g, 4 * g + 4), 2 + g * 8);
      viewOf(bytes).setUint32(6 + g * 8, packedSigns(block.signs, g, code), true);
    });
  },
});
