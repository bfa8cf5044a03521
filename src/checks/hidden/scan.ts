import type { ByteSource } from '../../core/byteSource.ts';
import { SIGNATURES, type Signature, type Stretch } from './signatures.ts';

/** Read at once. */
const WINDOW_BYTES = 1 << 20;
/** Read before a window: the length that stands before a string. */
const BEFORE_BYTES = 8;
/** Read after it: the largest header that a signature looks at, a PE's with its stub. */
const AFTER_BYTES = 8192;

/** The signature whose magic begins with each pair of bytes, counted from 1; 0 for none. */
const LEADS: Uint8Array = leadTable();

/** 1 for the first byte of a pair. It stays in the first cache, which the table of pairs does not. */
const FIRST_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, first) =>
  Number(LEADS.subarray(first << 8, (first + 1) << 8).some((lead) => lead > 0)),
);

export interface Region {
  readonly start: number;
  readonly end: number;
}

/** Whether something begins at `index` of `bytes`; `left` bytes of the region are from there on. */
export type BeginsAt = (bytes: Uint8Array, index: number, left: number) => boolean;

/**
 * Calls `found` for every header in `region`, in order of its magic, with the offset at which its format begins. One pass, linear in
 * the region whatever is in it; a megabyte in memory. Throws IoError where the source does.
 */
export function scanRegion(
  source: ByteSource,
  region: Region,
  beginsAt: BeginsAt,
  found: (signature: Signature, offset: number) => void,
): void {
  for (let base = region.start; base < region.end; base += WINDOW_BYTES) {
    const low = Math.max(region.start, base - BEFORE_BYTES);
    const high = Math.min(region.end, base + WINDOW_BYTES + AFTER_BYTES);
    const bytes = new Uint8Array(high - low);
    source.read(low, bytes);
    const stretch: Stretch = {
      bytes,
      view: new DataView(bytes.buffer),
      beginsAt: (index) => low + index === region.start || beginsAt(bytes, index, region.end - low - index),
    };
    scanStretch(stretch, base - low, Math.min(region.end, base + WINDOW_BYTES) - low, (signature, index) => {
      const offset = low + index - (signature.behind ?? 0);
      if (offset >= region.start) found(signature, offset);
    });
  }
}

/** Every byte is looked at once; what follows it only where a magic number may begin. */
function scanStretch(
  stretch: Stretch,
  from: number,
  to: number,
  found: (signature: Signature, index: number) => void,
): void {
  const { bytes } = stretch;
  const last = Math.min(to, bytes.length - 1);
  for (let i = nextLead(bytes, from, last); i < last; i = nextLead(bytes, i + 1, last)) {
    const lead = LEADS[((bytes[i] as number) << 8) | (bytes[i + 1] as number)] as number;
    const signature = SIGNATURES[lead - 1] as Signature;
    if (signature.matches(stretch, i)) found(signature, i);
  }
}

/** The next place from `from` on where a pair of {@link LEADS} stands, or `last`. Apart from the rest, V8 compiles this to a tight loop. */
function nextLead(bytes: Uint8Array, from: number, last: number): number {
  for (let i = from; i < last; i++) {
    const first = bytes[i] as number;
    if (FIRST_BYTES[first] !== 0 && LEADS[(first << 8) | (bytes[i + 1] as number)] !== 0) return i;
  }
  return last;
}

function leadTable(): Uint8Array {
  const table = new Uint8Array(1 << 16);
  SIGNATURES.forEach(({ leads }, i) => {
    for (const lead of leads) table[lead] = i + 1;
  });
  return table;
}
