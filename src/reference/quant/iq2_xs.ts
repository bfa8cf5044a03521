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
 */
import { blockFormat, halfAt } from './format.ts';
import { IQ2_XS_GRID } from './grids/iq2_xs.ts';
import { evenSigns, signedPoint } from './signs.ts';

export const iq2_xs = blockFormat('IQ2_XS', 256, 74, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let i = 0; i < 32; i++) {
    const packed = (bytes[p + 2 + 2 * i] as number) | ((bytes[p + 3 + 2 * i] as number) << 8);
    const s = ((bytes[p + 66 + (i >>> 2)] as number) >>> (i & 2 ? 4 : 0)) & 15;
    signedPoint(IQ2_XS_GRID, 8, packed & 511, (d * (s + 0.5)) / 4, evenSigns(packed >>> 9), out, o + i * 8);
  }
});
