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
 */
import { f16ToNumber } from '../../core/f16.ts';
import { blockFormat } from './format.ts';
import { IQ1_GRID } from './grids/iq1.ts';

export const iq1_m = blockFormat('IQ1_M', 256, 56, (bytes, p, out, o) => {
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
});
