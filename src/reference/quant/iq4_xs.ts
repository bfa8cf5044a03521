/**
 * IQ4_XS: 256 elements in 136 bytes, the codes of IQ4_NL in 8 groups of 32, each with a 6-bit signed scale.
 *
 *   byte  0      2              4                  8                     136
 *         | d f16| scales_h u16 | scales_l: 4 bytes| qs: 128 bytes       |
 *
 * Scale g has its low four bits in nibble g of scales_l (low nibble first) and its high two in bits 2g of scales_h; 32 stands
 * for zero. Group g has 16 bytes of qs, as in IQ4_NL:
 *
 *   x = d · (scale[g] − 32) · table[code]
 *
 * Quantised with scales (outermost x) / −127, of either sign, in two levels (groupScales.ts), and the nearest value of the table.
 */
import { scaledError } from './error.ts';
import { outermost } from './extremes.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { groupScales, groupsOf } from './groupScales.ts';
import { IQ4_LOSS, IQ4_VALUES, nearestIq4 } from './iq4Values.ts';

export const iq4_xs = blockFormat({
  type: 'IQ4_XS',
  blockSize: 256,
  blockBytes: 136,
  error: scaledError(IQ4_LOSS + 1 / 62, 127 * 31),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    const scalesHigh = (bytes[p + 2] as number) | ((bytes[p + 3] as number) << 8);
    for (let g = 0; g < 8; g++) {
      const low = ((bytes[p + 4 + (g >>> 1)] as number) >>> ((g & 1) * 4)) & 15;
      const scale = d * ((low | (((scalesHigh >>> (2 * g)) & 3) << 4)) - 32);
      for (let j = 0; j < 16; j++) {
        const codes = bytes[p + 8 + g * 16 + j] as number;
        out[o + g * 32 + j] = scale * (IQ4_VALUES[codes & 15] as number);
        out[o + g * 32 + j + 16] = scale * (IQ4_VALUES[codes >>> 4] as number);
      }
    }
  },
  quantizeBlock(x, bytes) {
    const { d, codes, scales } = groupScales(
      groupsOf(x, 32).map((group) => outermost(group) / -127),
      31,
    );
    putHalf(bytes, 0, d);
    codes.forEach((code, g) => {
      orInto(bytes, 4 + (g >>> 1), ((code + 32) & 15) << ((g & 1) * 4));
      orInto(bytes, 2 + (g >>> 2), ((code + 32) >>> 4) << (2 * (g & 3)));
    });
    x.forEach((value, i) => {
      const scale = scales[i >>> 5] as number;
      const code = scale === 0 ? 0 : nearestIq4(value / scale);
      orInto(bytes, 8 + (i >>> 5) * 16 + (i & 15), code << (i & 16 ? 4 : 0));
    });
  },
});
