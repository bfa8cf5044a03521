import { isUtf8 } from 'node:buffer';

/** What {@link scanText} found, as bits. */
export const TEXT_OK = 0;
export const TEXT_HAS_NUL = 1;
export const TEXT_INVALID = 2;
export const TEXT_NOT_ASCII = 4;

/** Shorter texts are cheaper to look through here than to hand to native code. */
const NATIVE_FROM_BYTES = 64;

/**
 * One pass over `bytes[start, end)`: is it strict UTF-8 (Unicode 16.0, table 3-7: no overlong form, no surrogate, nothing above
 * U+10FFFF), does it hold a NUL, is it more than ASCII. {@link TEXT_NOT_ASCII} is exact for short texts and may be set for long ones
 * that are ASCII. No string is made.
 */
export function scanText(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < NATIVE_FROM_BYTES) return scanShort(bytes, start, end);
  const text = bytes.subarray(start, end);
  return (isUtf8(text) ? TEXT_NOT_ASCII : TEXT_NOT_ASCII | TEXT_INVALID) | (text.includes(0) ? TEXT_HAS_NUL : TEXT_OK);
}

/** How many of `bytes[start, end)` are zero. Four at a time: this is the slower half of reading a vocabulary. */
export function countZeros(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8) return countZeroBytes(bytes, start, end);
  const misaligned = (bytes.byteOffset + start) & 3;
  const first = misaligned === 0 ? start : start + 4 - misaligned;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, (end - first) >>> 2);
  let count = countZeroBytes(bytes, start, first);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    // The top bit of each byte of `zero` is set where that byte of the word is 0 (Warren, Hacker's Delight, 6-1). `| 0` keeps V8 in int32.
    const zero = ~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | 0 | word | 0x7f7f7f7f);
    count += Math.imul((zero >>> 7) & 0x01010101, 0x01010101) >>> 24;
  }
  return count + countZeroBytes(bytes, first + 4 * words.length, end);
}

function countZeroBytes(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (bytes[i] === 0) count++;
  return count;
}

function scanShort(bytes: Uint8Array, start: number, end: number): number {
  let flags = TEXT_OK;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      if (byte === 0) flags |= TEXT_HAS_NUL;
      at++;
      continue;
    }
    flags |= TEXT_NOT_ASCII;
    const length = sequenceLength(bytes, at, end);
    if (length === 0) flags |= TEXT_INVALID;
    at += length === 0 ? 1 : length;
  }
  return flags;
}

/** Bytes of the well-formed multi-byte sequence at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (end - at < length) return 0;
  const second = bytes[at + 1] as number;
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Excludes overlong forms: E0 80-9F and F0 80-8F would encode what fits in fewer bytes. */
function lowestSecond(lead: number): number {
  return lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
}

/** Excludes surrogates (ED A0-BF) and what lies above U+10FFFF (F4 90-BF). */
function highestSecond(lead: number): number {
  return lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
}
