import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { changedWhileRead, shrank, type FileSource } from '../gguf/source.ts';

/** Read and verified at once. A read of a few bytes costs as much as one of a chunk; a model's tensors are many chunks long. */
export const CHUNK_BYTES = 1 << 20;

/** Bytes of a SHA-256. */
const DIGEST_BYTES = 32;

/** Chunks that are kept after they were verified: the metadata is read again and again by its beginning. */
const KEPT_CHUNKS = 4;

export interface VerifyOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

/** A file that was hashed whole. */
export interface VerifiedFile {
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  /** Reads as the file does, and gives no byte but those that were hashed. */
  readonly source: FileSource;
}

/**
 * Hashes `source` whole, and each chunk of it, in one read. Whatever the source that comes back reads later is held against the digest of
 * its chunk: it throws IoError `io/changed` on a byte that is not the one that was hashed. Null where `signal` stopped it.
 */
export async function verifiedSource(source: FileSource, options: VerifyOptions = {}): Promise<VerifiedFile | null> {
  const whole = createHash('sha256');
  const digests = Buffer.alloc(DIGEST_BYTES * Math.ceil(source.size / CHUNK_BYTES));
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, source.size));
  for (let index = 0; index * CHUNK_BYTES < source.size; index++) {
    if (options.signal?.aborted) return null;
    const chunk = buffer.subarray(0, chunkLength(source, index));
    source.read(index * CHUNK_BYTES, chunk);
    whole.update(chunk);
    digestOf(chunk).copy(digests, DIGEST_BYTES * index);
    options.onProgress?.(index * CHUNK_BYTES + chunk.length);
    await setImmediate();
  }
  return { sha256: whole.digest('hex'), source: new VerifiedSource(source, digests) };
}

class VerifiedSource implements FileSource {
  readonly size: number;
  readonly name: string;
  readonly identity: FileSource['identity'];
  readonly #inner: FileSource;
  /** One after another, {@link DIGEST_BYTES} each. */
  readonly #digests: Buffer;
  /** The last to be used is the last. */
  readonly #kept = new Map<number, Uint8Array>();

  constructor(inner: FileSource, digests: Buffer) {
    this.size = inner.size;
    this.name = inner.name;
    this.identity = inner.identity;
    this.#inner = inner;
    this.#digests = digests;
  }

  /** Whoever reads by it verifies nothing. */
  get descriptor(): number {
    return this.#inner.descriptor;
  }

  read(offset: number, into: Uint8Array): void {
    for (let done = 0; done < into.length;) {
      const index = Math.floor((offset + done) / CHUNK_BYTES);
      const start = offset + done - index * CHUNK_BYTES;
      const part = this.#chunk(index).subarray(start, start + into.length - done);
      if (part.length === 0) throw shrank(this.name, offset, into.length, this.size);
      into.set(part, done);
      done += part.length;
    }
  }

  changed(): string | null {
    return this.#inner.changed();
  }

  verifyUnchanged(): void {
    this.#inner.verifyUnchanged();
  }

  close(): void {
    this.#kept.clear();
    this.#inner.close();
  }

  #chunk(index: number): Uint8Array {
    const known = this.#kept.get(index);
    if (known) return known;
    const chunk = new Uint8Array(Math.max(0, chunkLength(this, index)));
    this.#inner.read(index * CHUNK_BYTES, chunk);
    const digest = this.#digests.subarray(DIGEST_BYTES * index, DIGEST_BYTES * (index + 1));
    if (chunk.length > 0 && !digestOf(chunk).equals(digest)) {
      const end = index * CHUNK_BYTES + chunk.length;
      throw changedWhileRead(this.name, `other bytes between ${String(index * CHUNK_BYTES)} and ${String(end)}`);
    }
    this.#keep(index, chunk);
    return chunk;
  }

  #keep(index: number, chunk: Uint8Array): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT_CHUNKS && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(index, chunk);
  }
}

function chunkLength({ size }: Pick<FileSource, 'size'>, index: number): number {
  return Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
