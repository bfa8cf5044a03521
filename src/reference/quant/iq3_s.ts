/**
 * IQ3_S: 256 elements in 110 bytes, points of a grid of 512 (four values each) with free signs; 8 groups of 32, each with a 4-bit
 * scale.
 *
 *   byte  0      2               66             74                106               110
 *         | d f16| qs: 64 bytes  | qh: 8 bytes  | signs: 32 bytes | scales: 4 bytes |
 *
 * Point i has the low eight bits of its number in qs[i] and the ninth in bit i % 8 of qh[i / 8]. Bit j of signs[k] is the sign of
 * element 8k + j. Scale g is nibble g of scales, low one first:
 *
 *   x = d · (1 + 2s) · ± point
 *
 * Quantised as signedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { IQ3_S_GRID } from './grids/iq3_s.ts';
import { signedPoints, type PointGrid } from './signedPoints.ts';
import { signedPoint } from './signs.ts';

const POINTS: PointGrid = {
  grid: IQ3_S_GRID,
  width: 4,
  greatest: 15,
  groupSize: 32,
  unit: 1,
  evenSigns: false,
};

export const iq3_s = blockFormat({
  type: 'IQ3_S',
  blockSize: 256,
  blockBytes: 110,
  error: pointError(1, 15 * 31),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let i = 0; i < 64; i++) {
      const ninth = ((bytes[p + 66 + (i >>> 3)] as number) >>> (i & 7)) & 1;
      const group = i >>> 3;
      const s = ((bytes[p + 106 + (group >>> 1)] as number) >>> (group & 1 ? 4 : 0)) & 15;
      const signs = (bytes[p + 74 + (i >>> 1)] as number) >>> ((i & 1) * 4);
      signedPoint(IQ3_S_GRID, 4, (bytes[p + 2 + i] as number) | (ninth << 8), d * (1 + 2 * s), signs, out, o + i * 4);
    }
  },
  quantizeBlock(x, bytes) {
    const block = signedPoints(x, POINTS);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    block.points.forEach((point, i) => {
      bytes[2 + i] = point & 255;
      orInto(bytes, 66 + (i >>> 3), (point >>> 8) << (i & 7));
    });
    bytes.set(block.signs, 74);
    block.codes.forEach((code, g) => {
      orInto(bytes, 106 + (g >>> 1), code << ((g & 1) * 4));
    });
  },
});
