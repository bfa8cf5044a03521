import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../core/byteSource.ts';

/** Read at once: large enough that hashing dominates, small enough to stop within milliseconds. */
const CHUNK_BYTES = 4 << 20;

/** SHA-256 of the whole source, hexadecimal; null when `signal` stopped it. */
export async function sha256Of(
  source: ByteSource,
  signal?: AbortSignal,
  onProgress?: (bytes: number) => void,
): Promise<string | null> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, Math.max(1, source.size)));
  for (let at = 0; at < source.size; at += chunk.length) {
    if (signal?.aborted) return null;
    const part = chunk.subarray(0, Math.min(chunk.length, source.size - at));
    source.read(at, part);
    hash.update(part);
    onProgress?.(at + part.length);
    await setImmediate();
  }
  return hash.digest('hex');
}
