import type { ByteSource } from '../core/byteSource.ts';
import type { Finding } from '../core/finding.ts';
import { fileFinding } from './fileHygiene.ts';

/** The parser's first read: header, and most files' whole metadata. */
const REMEMBERED_BYTES = 1 << 20;

export interface SecondLook {
  /** Reads as the source does, and remembers what the first bytes were. */
  readonly source: ByteSource;
  /** Reads them again: file/header-changed where they are others now. Throws IoError where the source does. */
  findings(): readonly Finding[];
}

/**
 * Remembers the first bytes as the reader saw them. Times and sizes can be put back after a change, bytes that were read cannot: this
 * finds a header that was swapped for the length of the check.
 */
export function secondLook(source: ByteSource): SecondLook {
  const first = new Uint8Array(Math.min(REMEMBERED_BYTES, source.size));
  let known = 0;
  return {
    source: {
      size: source.size,
      name: source.name,
      read(offset, into) {
        source.read(offset, into);
        const end = Math.min(first.length, offset + into.length);
        if (offset > known || end <= known) return;
        first.set(into.subarray(known - offset, end - offset), known);
        known = end;
      },
    },
    findings: () => comparison(source, first.subarray(0, known)),
  };
}

function comparison(source: ByteSource, first: Uint8Array): readonly Finding[] {
  const again = new Uint8Array(first.length);
  source.read(0, again);
  if (Buffer.compare(first, again) === 0) return [];
  const offset = first.findIndex((byte, i) => byte !== again[i]);
  const message = `expected the first ${String(first.length)} bytes as they were when they were parsed, found others from byte ${String(offset)} on`;
  return [fileFinding('file/header-changed', message, { offset, length: first.length - offset })];
}
