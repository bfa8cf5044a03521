import { orInto } from './format.ts';

/**
 * Two bits of element `i` of 256, in 64 bytes from `p`, as Q2_K, Q3_K and TQ2_0 have them: each half of 128 elements has 32 bytes, and
 * byte l of them holds, two bits each from the lowest, elements l, l + 32, l + 64 and l + 96 of the half.
 */
export function twoBits(bytes: Uint8Array, p: number, i: number): number {
  return ((bytes[p + (i >>> 7) * 32 + (i & 31)] as number) >>> (((i >>> 5) & 3) * 2)) & 3;
}

/** Writes what `twoBits` reads; the bits are still 0. */
export function putTwoBits(bytes: Uint8Array, p: number, i: number, bits: number): void {
  orInto(bytes, p + (i >>> 7) * 32 + (i & 31), bits << (((i >>> 5) & 3) * 2));
}
