/** What {@link scanText} found, as bits. */
export const TEXT_OK = 0;
export const TEXT_HAS_NUL = 1;
export const TEXT_INVALID = 2;
export const TEXT_NOT_ASCII = 4;

/**
 * One pass over `bytes[start, end)`: is it strict UTF-8 (Unicode 16.0, table 3-7: no overlong form, no surrogate, nothing above
 * U+10FFFF), does it hold a NUL, is it more than ASCII. No string is made: a vocabulary has 10^5 tokens of six bytes, and a
 * call into native code for each costs more than this loop.
 */
export function scanText(bytes: Uint8Array, start: number, end: number): number {
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
