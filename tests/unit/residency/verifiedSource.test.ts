import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openFileSource, type FileSource } from '../../../src/gguf/source.ts';
import { CHUNK_BYTES, verifiedSource } from '../../../src/residency/verifiedSource.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'flea-verified-'));
const PATH = join(FOLDER, 'model.bin');
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

/** Five chunks and a bit, no two alike. */
const BYTES = Uint8Array.from({ length: 5 * CHUNK_BYTES + 1000 }, (_, i) => (i * 31 + (i >> 20) * 7) & 0xff);

async function verified(): Promise<FileSource> {
  writeFileSync(PATH, BYTES);
  const file = await verifiedSource(openFileSource(PATH));
  if (!file) throw new Error('expected it to be read');
  return file.source;
}

function write(offset: number, byte: number): void {
  const fd = openSync(PATH, 'r+');
  writeSync(fd, Uint8Array.of(byte), 0, 1, offset);
}

function codeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('a verified source', () => {
  it('has the digest of the whole file', async () => {
    writeFileSync(PATH, BYTES);
    const told: number[] = [];
    const file = await verifiedSource(openFileSource(PATH), { onProgress: (n) => told.push(n) });
    expect(file?.sha256).toBe(createHash('sha256').update(BYTES).digest('hex'));
    expect(told).toEqual([...[1, 2, 3, 4, 5].map((n) => n * CHUNK_BYTES), BYTES.length]);
    file?.source.close();
  });

  it('gives the bytes of the file, of any range', async () => {
    const source = await verified();
    fc.assert(
      fc.property(fc.nat(BYTES.length), fc.nat(3 * CHUNK_BYTES), (offset, wanted) => {
        const into = new Uint8Array(Math.min(wanted, BYTES.length - offset));
        source.read(offset, into);
        expect(Buffer.compare(into, BYTES.subarray(offset, offset + into.length))).toBe(0);
      }),
      { numRuns: 50 },
    );
    source.close();
  });

  it.each([0, 17, CHUNK_BYTES, 3 * CHUNK_BYTES - 1, BYTES.length - 1])(
    'throws on the chunk in which byte %i changed, and on no other',
    async (at) => {
      const source = await verified();
      write(at, (BYTES[at] as number) ^ 1);
      const changed = Math.floor(at / CHUNK_BYTES);
      for (let index = 0; index < 6; index++) {
        const result = codeOf(() => {
          source.read(index * CHUNK_BYTES + 10, new Uint8Array(20));
        });
        expect([index, result]).toEqual([index, index === changed ? 'io/changed' : undefined]);
      }
      source.close();
    },
  );

  it('throws where a range goes on past the end, and where the file was cut', async () => {
    const source = await verified();
    expect(
      codeOf(() => {
        source.read(BYTES.length - 1, new Uint8Array(2));
      }),
    ).toBe('io/shrank');
    truncateSync(PATH, 100);
    expect(
      codeOf(() => {
        source.read(2 * CHUNK_BYTES, new Uint8Array(2));
      }),
    ).toBe('io/shrank');
    source.close();
  });

  it('is not made where the user stopped it', async () => {
    writeFileSync(PATH, BYTES);
    expect(await verifiedSource(openFileSource(PATH), { signal: AbortSignal.abort() })).toBeNull();
  });

  it('is made of an empty file too', async () => {
    writeFileSync(PATH, '');
    const file = await verifiedSource(openFileSource(PATH));
    expect(file?.sha256).toBe(createHash('sha256').digest('hex'));
  });
});
