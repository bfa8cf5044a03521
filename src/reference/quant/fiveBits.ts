import { orInto } from './format.ts';

/** The 32 five-bit quants of Q5_0 and Q5_1: 4 bytes of fifth bits at `p`, then 16 bytes of nibbles. */
export function fiveBitQuants(bytes: Uint8Array, p: number, each: (i: number, quant: number) => void): void {
  for (let i = 0; i < 32; i++) {
    const nibbles = bytes[p + 4 + (i & 15)] as number;
    const fifth = ((bytes[p + (i >>> 3)] as number) >>> (i & 7)) & 1;
    each(i, (i < 16 ? nibbles & 15 : nibbles >>> 4) | (fifth << 4));
  }
}

/** Writes quant `i` of those that `fiveBitQuants` reads; its bits are still 0. */
export function putFiveBits(bytes: Uint8Array, p: number, i: number, quant: number): void {
  orInto(bytes, p + (i >>> 3), (quant >>> 4) << (i & 7));
  orInto(bytes, p + 4 + (i & 15), (quant & 15) << (i < 16 ? 0 : 4));
}
