/**
 * IQ1_M: 256 elements in 56 bytes, ternary points of a grid of 2048, shifted by an eighth; 16 groups of 16, each with a 3-bit scale.
 *
 *   byte  0               32              48                 56
 *         | qs: 32 bytes  | qh: 16 bytes  | scales: 4 × u16  |
 *
 * Point i has the low eight bits of its number in qs[i]; nibble i of qh (low one first) holds the high three and, in its top bit,
 * the sign of the shift. The u16 words of scales have four 3-bit scales each from the lowest bit, and in their top nibbles, lowest word
 * first, the binary16 d:
 *
 *   x = d · (2s + 1) · (point ± ⅛)
 *
 * Quantised as shiftedPoints.ts says.
 */
import { f16ToNumber, numberToF16 } from '../../core/f16.ts';
import { pointError } from './error.ts';
import { blockFormat, orInto } from './format.ts';
import { IQ1_GRID } from './grids/iq1.ts';
import { shiftedPoints } from './shiftedPoints.ts';

export const iq1_m = blockFormat({
  type: 'IQ1_M',
  blockSize: 256,
  blockBytes: 56,
  error: pointError(2, 15 * 1.125),
  dequantizeBlock(bytes, p, out, o) {
    const word = (k: number): number => (bytes[p + 48 + 2 * k] as number) | ((bytes[p + 49 + 2 * k] as number) << 8);
    const d = f16ToNumber(
      (word(0) >>> 12) | ((word(1) >>> 12) << 4) | ((word(2) >>> 12) << 8) | ((word(3) >>> 12) << 12),
    );
    for (let i = 0; i < 32; i++) {
      const nibble = ((bytes[p + 32 + (i >>> 1)] as number) >>> ((i & 1) * 4)) & 15;
      const point = (bytes[p + i] as number) | ((nibble & 7) << 8);
      const group = i >>> 1;
      const scale = d * (2 * ((word(group >>> 2) >>> (3 * (group & 3))) & 7) + 1);
      const shift = nibble & 8 ? -0.125 : 0.125;
      for (let j = 0; j < 8; j++) out[o + i * 8 + j] = scale * ((IQ1_GRID[point * 8 + j] as number) + shift);
    }
  },
  quantizeBlock(x, bytes) {
    const block = shiftedPoints(x, 16, 8);
    if (!block) return;
    block.points.forEach((point, i) => {
      const nibble = (point >>> 8) | (block.negative[i] ? 8 : 0);
      bytes[i] = point & 255;
      orInto(bytes, 32 + (i >>> 1), nibble << ((i & 1) * 4));
    });
    const d = numberToF16(block.d);
    for (let k = 0; k < 4; k++) {
      const codes = block.codes.slice(4 * k, 4 * k + 4);
      const word = codes.reduce((bits, code, j) => bits | (code << (3 * j)), ((d >>> (4 * k)) & 15) << 12);
      orInto(bytes, 48 + 2 * k, word & 255);
      orInto(bytes, 49 + 2 * k, word >>> 8);
    }
  },
});
