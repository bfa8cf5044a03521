import { randomFillSync } from 'node:crypto';

/**
 * A 32-bit hash of bytes under a secret key: HalfSipHash-1-3 (Aumasson and Bernstein, 2012); signed, so that V8 need not box it. A
 * file cannot be written so that its strings collide. The key is drawn once for each process and decides only where entries of a table lie, never what is found.
 */
const [K0, K1] = randomFillSync(new Int32Array(2)) as unknown as readonly [number, number];

/** Rounds after the last word. */
const FINAL_ROUNDS = 3;

export function keyedHash(bytes: Uint8Array, start: number, end: number): number {
  const words = (end - start) >>> 2;
  let v0 = K0;
  let v1 = K1;
  let v2 = 0x6c796765 ^ K0;
  let v3 = 0x74656462 ^ K1;
  for (let i = 0; i <= words + FINAL_ROUNDS; i++) {
    let m = 0;
    if (i < words) m = wordAt(bytes, start + 4 * i);
    else if (i === words) m = lastWord(bytes, start, end);
    else if (i === words + 1) v2 ^= 0xff;
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= m;
  }
  return v1 ^ v3;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The bytes that fill no word, and the length. */
function lastWord(bytes: Uint8Array, start: number, end: number): number {
  let word = (end - start) << 24;
  for (let at = start + ((end - start) & ~3), shift = 0; at < end; at++, shift += 8)
    word |= (bytes[at] as number) << shift;
  return word;
}
