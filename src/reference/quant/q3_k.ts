/**
 * Q3_K: 256 elements in 110 bytes, 3-bit quants in 16 groups of 16, each with a 6-bit signed scale.
 *
 *   byte  0                     32                    96                   108    110
 *         | hmask: 32 bytes     | qs: 64 bytes        | scales: 12 bytes   | d f16|
 *
 * The low two bits of a quant lie in qs as in Q2_K. The third is inverted: bit k of hmask[l] belongs to element l + 32·k; where
 * it is 0, 4 is taken away. Scale g has its low four bits in nibble g of the first 8 bytes (low nibbles first), and its high
 * two in byte 8 + g % 4, two bits each from the lowest; 32 stands for zero:
 *
 *   x = d · (scale[g] − 32) · (q − 4 · (1 − h))
 */
import { blockFormat, halfAt } from './format.ts';

export const q3_k = blockFormat('Q3_K', 256, 110, (bytes, p, out, o) => {
  const d = halfAt(bytes, p + 108);
  for (let i = 0; i < 256; i++) {
    const quants = bytes[p + 32 + (i >>> 7) * 32 + (i & 31)] as number;
    const low = (quants >>> (((i >>> 5) & 3) * 2)) & 3;
    const high = ((bytes[p + (i & 31)] as number) >>> (i >>> 5)) & 1;
    out[o + i] = d * (scaleOf(bytes, p + 96, i >>> 4) - 32) * (low - 4 * (1 - high));
  }
});

/** The 6-bit scale of group `g`; the packed scales begin at `p`. */
function scaleOf(bytes: Uint8Array, p: number, g: number): number {
  const low = ((bytes[p + (g & 7)] as number) >>> (g < 8 ? 0 : 4)) & 15;
  const high = ((bytes[p + 8 + (g & 3)] as number) >>> ((g >>> 2) * 2)) & 3;
  return low | (high << 4);
}
