/**
 * Q3_K: 256 elements in 110 bytes, 3-bit quants in 16 groups of 16, each with a 6-bit signed scale.
 *
 *   byte  0                     32                    96                   108    110
 *         | hmask: 32 bytes     | qs: 64 bytes        | scales: 12 bytes   | d f16|
 *
 * The low two bits of a quant lie in qs as twoBits.ts says. The third is inverted: bit k of hmask[l] belongs to element l + 32·k; where
 * it is 0, 4 is taken away. Scale g has its low four bits in nibble g of the first 8 bytes (low nibbles first), and its high
 * two in byte 8 + g % 4, two bits each from the lowest; 32 stands for zero:
 *
 *   x = d · (scale[g] − 32) · (q − 4 · (1 − h))
 *
 * Quantised with scales (max |x|) / 3 in two levels (groupScales.ts): quants from −3 to 3, the nearest, halves up.
 */
import { scaledError } from './error.ts';
import { greatestMagnitude } from './extremes.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { groupScales, groupsOf, nearestQuant } from './groupScales.ts';
import { putTwoBits, twoBits } from './twoBits.ts';

export const q3_k = blockFormat({
  type: 'Q3_K',
  blockSize: 256,
  blockBytes: 110,
  error: scaledError(1 / 6 + 1 / 62, 3 * 31),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 108);
    for (let i = 0; i < 256; i++) {
      const low = twoBits(bytes, p + 32, i);
      const high = ((bytes[p + (i & 31)] as number) >>> (i >>> 5)) & 1;
      out[o + i] = d * (scaleOf(bytes, p + 96, i >>> 4) - 32) * (low - 4 * (1 - high));
    }
  },
  quantizeBlock(x, bytes) {
    const { d, codes, scales } = groupScales(
      groupsOf(x, 16).map((group) => greatestMagnitude(group) / 3),
      31,
    );
    putHalf(bytes, 108, d);
    codes.forEach((code, g) => {
      putScale(bytes, 96, g, code + 32);
    });
    x.forEach((value, i) => {
      const quant = nearestQuant(value, scales[i >>> 4] as number);
      putTwoBits(bytes, 32, i, quant & 3);
      orInto(bytes, i & 31, (quant < 0 ? 0 : 1) << (i >>> 5));
    });
  },
});

/** The 6-bit scale of group `g`; the packed scales begin at `p`. */
function scaleOf(bytes: Uint8Array, p: number, g: number): number {
  const low = ((bytes[p + (g & 7)] as number) >>> (g < 8 ? 0 : 4)) & 15;
  const high = ((bytes[p + 8 + (g & 3)] as number) >>> ((g >>> 2) * 2)) & 3;
  return low | (high << 4);
}

/** Writes what `scaleOf` reads; the bits are still 0. */
function putScale(bytes: Uint8Array, p: number, g: number, scale: number): void {
  orInto(bytes, p + (g & 7), (scale & 15) << (g < 8 ? 0 : 4));
  orInto(bytes, p + 8 + (g & 3), (scale >>> 4) << ((g >>> 2) * 2));
}
