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
 *
 * Quantised as signedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, putHalf, viewOf } from './format.ts';
import { IQ3_XXS_GRID } from './grids/iq3_xxs.ts';
import { signedPoints, type PointGrid } from './signedPoints.ts';
import { evenSigns, packedSigns, signedPoint } from './signs.ts';

const POINTS: PointGrid = {
  grid: IQ3_XXS_GRID,
  width: 4,
  greatest: 62,
  groupSize: 32,
  unit: 1 / 4,
  evenSigns: true,
};

export const iq3_xxs = blockFormat({
  type: 'IQ3_XXS',
  blockSize: 256,
  blockBytes: 98,
  error: pointError(2, (62 * 31) / 4),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let i = 0; i < 64; i++) {
      const packed = viewOf(bytes).getUint32(p + 66 + (i >>> 3) * 4, true);
      const signs = evenSigns(packed >>> (7 * ((i >>> 1) & 3))) >>> ((i & 1) * 4);
      const scale = (d * ((packed >>> 28) + 0.5)) / 2;
      signedPoint(IQ3_XXS_GRID, 4, bytes[p + 2 + i] as number, scale, signs, out, o + i * 4);
    }
  },
  quantizeBlock(x, bytes) {
    const block = signedPoints(x, POINTS);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    bytes.set(block.points, 2);
    block.codes.forEach((code, g) => {
      viewOf(bytes).setUint32(66 + g * 4, packedSigns(block.signs, g, code), true);
    });
  },
});
