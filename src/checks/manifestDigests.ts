import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../core/byteSource.ts';
import { MANIFEST_CHUNK_BYTES } from './manifest.ts';

export interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

/** SHA-256, hexadecimal. */
export interface FileDigests {
  readonly sha256: string;
  readonly chunks: readonly string[];
  /** In the order of the ranges. */
  readonly ranges: readonly string[];
}

export interface DigestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Digests of a source, of each of its chunks and of each of `ranges`, in one pass with one chunk in memory. The ranges lie in the
 * source, in order and apart from each other. Null when `signal` stopped it. Throws IoError when the file shrinks.
 */
export async function digestsOf(
  source: ByteSource,
  ranges: readonly ByteRange[],
  { signal, onProgress }: DigestOptions = {},
): Promise<FileDigests | null> {
  const whole = createHash('sha256');
  const parts = new RangeHasher(ranges);
  const chunks: string[] = [];
  const buffer = new Uint8Array(Math.min(MANIFEST_CHUNK_BYTES, source.size));
  for (let at = 0; at < source.size; at += buffer.length) {
    if (signal?.aborted) return null;
    const chunk = buffer.subarray(0, Math.min(buffer.length, source.size - at));
    source.read(at, chunk);
    whole.update(chunk);
    chunks.push(createHash('sha256').update(chunk).digest('hex'));
    parts.update(at, chunk);
    onProgress?.(at + chunk.length);
    await setImmediate();
  }
  return { sha256: whole.digest('hex'), chunks, ranges: parts.finish() };
}

/** Cuts a stream of chunks into ranges and hashes each. */
class RangeHasher {
  readonly #ranges: readonly ByteRange[];
  readonly #digests: string[] = [];
  #hash: Hash = createHash('sha256');

  constructor(ranges: readonly ByteRange[]) {
    this.#ranges = ranges;
  }

  /** The chunk that begins at `start`, right after the one before. */
  update(start: number, chunk: Uint8Array): void {
    const end = start + chunk.length;
    for (;;) {
      const range = this.#ranges[this.#digests.length];
      if (!range || range.offset >= end) return;
      const stop = range.offset + range.bytes;
      this.#hash.update(chunk.subarray(Math.max(0, range.offset - start), Math.min(chunk.length, stop - start)));
      if (stop > end) return;
      this.#next();
    }
  }

  /** Ranges of no bytes at the very end are all that can be left. */
  finish(): readonly string[] {
    while (this.#digests.length < this.#ranges.length) this.#next();
    return this.#digests;
  }

  #next(): void {
    this.#digests.push(this.#hash.digest('hex'));
    this.#hash = createHash('sha256');
  }
}
