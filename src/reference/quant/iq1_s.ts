/**
 * IQ1_S: 256 elements in 50 bytes, ternary points of a grid of 2048, shifted by an eighth; 8 groups of 32, each with a 3-bit scale.
 *
 *   byte  0      2               34                 50
 *         | d f16| qs: 32 bytes  | qh: 8 × u16      |
 *
 * Point i has the low eight bits of its number in qs[i] and the high three in bits 3(i % 4) of its group's qh; bits 12 to 14 of qh
 * are the scale s, and bit 15 makes the shift negative:
 *
 *   x = d · (2s + 1) · (point ± ⅛)
 *
 * Quantised as shiftedPoints.ts says.
 */
import { pointError } from './error.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { IQ1_GRID } from './grids/iq1.ts';
import { shiftedPoints } from './shiftedPoints.ts';

export const iq1_s = blockFormat({
  type: 'IQ1_S',
  blockSize: 256,
  blockBytes: 50,
  error: pointError(2, 15 * 1.125),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let i = 0; i < 32; i++) {
      const group = p + 34 + (i >>> 2) * 2;
      const qh = (bytes[group] as number) | ((bytes[group + 1] as number) << 8);
      const point = (bytes[p + 2 + i] as number) | (((qh >>> (3 * (i & 3))) & 7) << 8);
      const scale = d * (2 * ((qh >>> 12) & 7) + 1);
      const shift = qh & 0x8000 ? -0.125 : 0.125;
      for (let j = 0; j < 8; j++) out[o + i * 8 + j] = scale * ((IQ1_GRID[point * 8 + j] as number) + shift);
    }
  },
  quantizeBlock(x, bytes) {
    const block = shiftedPoints(x, 32, 32);
    if (!block) return;
    putHalf(bytes, 0, block.d);
    const qh = block.codes.map((code, g) => (code << 12) | (block.negative[g] ? 0x8000 : 0));
    block.points.forEach((point, i) => {
      bytes[2 + i] = point & 255;
      qh[i >>> 2] = (qh[i >>> 2] as number) | ((point >>> 8) << (3 * (i & 3)));
    });
    qh.forEach((word, g) => {
      orInto(bytes, 34 + 2 * g, word & 255);
      orInto(bytes, 35 + 2 * g, word >>> 8);
    });
  },
});
