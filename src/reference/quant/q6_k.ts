/**
 * Q6_K: 256 elements in 210 bytes, 6-bit quants around 32 in 16 groups of 16, each with an 8-bit signed scale.
 *
 *   byte  0                     128                   192                        208    210
 *         | ql: 128 bytes       | qh: 64 bytes        | scales: 16 signed bytes  | d f16|
 *
 * Each half of 128 elements has 64 bytes of ql and 32 of qh. Element l + 32·k of a half (l < 32, k < 4) has its low four bits in
 * ql[l + 32·(k % 2)], low nibble for k < 2 and high nibble after, and its high two in bits 2k of qh[l]:
 *
 *   x = d · scales[g] · (q − 32)
 *
 * Quantised with scales (max |x|) / 31 in two levels (groupScales.ts): quants from 1 to 63, the nearest, halves up.
 */
import { scaledError } from './error.ts';
import { greatestMagnitude } from './extremes.ts';
import { blockFormat, halfAt, int8At, orInto, putHalf } from './format.ts';
import { groupScales, groupsOf, nearestQuant } from './groupScales.ts';
import { putTwoBits, twoBits } from './twoBits.ts';

export const q6_k = blockFormat({
  type: 'Q6_K',
  blockSize: 256,
  blockBytes: 210,
  error: scaledError(1 / 62 + 1 / 254, 31 * 127),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 208);
    for (let i = 0; i < 256; i++) {
      const low = ((bytes[p + lowByte(i)] as number) >>> lowShift(i)) & 15;
      const high = twoBits(bytes, p + 128, i);
      out[o + i] = d * int8At(bytes, p + 192 + (i >>> 4)) * ((low | (high << 4)) - 32);
    }
  },
  quantizeBlock(x, bytes) {
    const { d, codes, scales } = groupScales(
      groupsOf(x, 16).map((group) => greatestMagnitude(group) / 31),
      127,
    );
    putHalf(bytes, 208, d);
    bytes.set(codes, 192);
    x.forEach((value, i) => {
      const quant = nearestQuant(value, scales[i >>> 4] as number) + 32;
      orInto(bytes, lowByte(i), (quant & 15) << lowShift(i));
      putTwoBits(bytes, 128, i, quant >>> 4);
    });
  },
});

/** The byte of ql that holds the low four bits of element `i`. */
function lowByte(i: number): number {
  return (i >>> 7) * 64 + (i & 63);
}

function lowShift(i: number): number {
  return i & 64 ? 4 : 0;
}
