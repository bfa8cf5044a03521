/**
 * IQ2_XS: 256 elements in 74 bytes, points of a grid of 512 with signs; 16 groups of 16, each with a 4-bit scale.
 *
 *   byte  0      2                    66                  74
 *         | d f16| qs: 32 × u16       | scales: 8 bytes   |
 *
 * Each u16 has a point number in its low nine bits and seven bits of signs above (signs.ts). Scale byte g holds the scales of
 * elements 32g to 32g + 15 (low nibble) and of the next 16:
 *
 *   x = d · (s + ½) / 4 · ± point
 *
 * Quantised as signedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, orInto, putHalf, viewOf } from './format.ts';
import { IQ2_XS_GRID } from './grids/iq2_xs.ts';
import { signedPoints, type PointGrid } from './signedPoints.ts';
import { evenSigns, signedPoint } from './signs.ts';

const POINTS: PointGrid = {
  grid: IQ2_XS_GRID,
  width: 8,
  greatest: 43,
  groupSize: 16,
  unit: 1 / 8,
  evenSigns: true,
};

export const iq2_xs = blockFormat({
  type: 'IQ2_XS',
  blockSize: 256,
  blockBytes: 74,
  error: pointError(2, (43 * 31) / 8),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let i = 0; i < 32; i++) {
      const packed = (bytes[p + 2 + 2 * i] as number) | ((bytes[p + 3 + 2 * i] as number) << 8);
      const s = ((bytes[p + 66 + (i >>> 2)] as number) >>> (i & 2 ? 4 : 0)) & 15;
      signedPoint(IQ2_XS_GRID, 8, packed & 511, (d * (s + 0.5)) / 4, evenSigns(packed >>> 9), out, o + i * 8);
    }
  },
  quantizeBlock(x, bytes) {
    const block = signedPoints(x, POINTS);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    block.points.forEach((point, i) => {
      viewOf(bytes).setUint16(2 + 2 * i, point | (((block.signs[i] as number) & 127) << 9), true);
    });
    block.codes.forEach((code, g) => {
      orInto(bytes, 66 + (g >>> 1), code << ((g & 1) * 4));
    });
  },
});
