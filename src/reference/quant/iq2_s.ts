/**
 * IQ2_S: 256 elements in 82 bytes, points of a grid of 1024 with free signs; 16 groups of 16, each with a 4-bit scale.
 *
 *   byte  0      2               34                66             74                82
 *         | d f16| qs: 32 bytes  | signs: 32 bytes | qh: 8 bytes  | scales: 8 bytes |
 *
 * Point i has the low eight bits of its number in qs[i] and the high two in bits 2(i % 4) of qh[i / 4]; bit j of signs[i] is the
 * sign of its element j. Scales as in IQ2_XS:
 *
 *   x = d · (s + ½) / 4 · ± point
 *
 * Quantised as signedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { IQ2_S_GRID } from './grids/iq2_s.ts';
import { signedPoints, type PointGrid } from './signedPoints.ts';
import { signedPoint } from './signs.ts';

const POINTS: PointGrid = {
  grid: IQ2_S_GRID,
  width: 8,
  greatest: 43,
  groupSize: 16,
  unit: 1 / 8,
  evenSigns: false,
};

export const iq2_s = blockFormat({
  type: 'IQ2_S',
  blockSize: 256,
  blockBytes: 82,
  error: pointError(1, (43 * 31) / 8),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let i = 0; i < 32; i++) {
      const high = ((bytes[p + 66 + (i >>> 2)] as number) >>> (2 * (i & 3))) & 3;
      const point = (bytes[p + 2 + i] as number) | (high << 8);
      const s = ((bytes[p + 74 + (i >>> 2)] as number) >>> (i & 2 ? 4 : 0)) & 15;
      signedPoint(IQ2_S_GRID, 8, point, (d * (s + 0.5)) / 4, bytes[p + 34 + i] as number, out, o + i * 8);
    }
  },
  quantizeBlock(x, bytes) {
    const block = signedPoints(x, POINTS);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    block.points.forEach((point, i) => {
      bytes[2 + i] = point & 255;
      orInto(bytes, 66 + (i >>> 2), (point >>> 8) << (2 * (i & 3)));
    });
    bytes.set(block.signs, 34);
    block.codes.forEach((code, g) => {
      orInto(bytes, 74 + (g >>> 1), code << ((g & 1) * 4));
    });
  },
});
