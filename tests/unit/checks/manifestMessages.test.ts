/** What a manifest and its verification say, word for word, of four chunks made for it; manifest.test.ts has the ways to change a file. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import {
  MANIFEST_CHUNK_BYTES,
  parseManifest,
  parseSums,
  renderManifest,
  renderSums,
  unsafePath,
  type ManifestFile,
} from '../../../src/checks/manifest.ts';
import { manifestEntry } from '../../../src/checks/manifestCreate.ts';
import { digestsOf } from '../../../src/checks/manifestDigests.ts';
import { manifestFindings, twinFindings, verifyFile, verifyLine } from '../../../src/checks/manifestVerify.ts';
import { fileFinding } from '../../../src/checks/fileHygiene.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import type { Profile } from '../../../src/gguf/types.ts';
import { temporaryFolder } from '../../support/cli.ts';

const MIB = MANIFEST_CHUNK_BYTES;
const folder = temporaryFolder();
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A tensor `a` in the second chunk and the first half of the third, 100 bytes of metadata, nothing else. */
const BYTES = new Uint8Array(12 * MIB).fill(1);
const A = { name: 'a', type: 'I8', dims: [1.5 * MIB], offset: MIB, bytes: 1.5 * MIB };
const FILE: ManifestFile = {
  path: 'a.gguf',
  bytes: BYTES.length,
  sha256: sha256(BYTES),
  metadata: { bytes: 100, sha256: sha256(BYTES.subarray(0, 100)) },
  tensors: [{ ...A, sha256: sha256(BYTES.subarray(MIB, 2.5 * MIB)) }],
  chunks: Array.from({ length: 12 }, (_, i) => sha256(BYTES.subarray(i * MIB, (i + 1) * MIB))),
};
const OTHER = sha256(new Uint8Array());

async function found(changes: readonly number[], file = FILE): Promise<readonly Finding[]> {
  const bytes = BYTES.slice();
  for (const at of changes) bytes[at]! ^= 1;
  return (await verifyFile(bufferSource(bytes), file)) ?? [];
}

function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('verification says', () => {
  it('in which chunks a tensor changed, and between which bytes', async () => {
    expect(await found([MIB + 5, 2 * MIB + 5, 6 * MIB])).toEqual([
      {
        rule: 'manifest/tensor-changed',
        severity: 'error',
        message: `expected "a" as in the manifest, found other bytes in chunk 1, 2, between byte ${String(MIB)} and ${String(2.5 * MIB)} of the file`,
        offset: MIB,
        length: 1.5 * MIB,
        path: 'tensors["a"]',
        cwe: 'CWE-354',
      },
      {
        rule: 'manifest/bytes-changed',
        severity: 'error',
        message: `expected chunk 6 as in the manifest, found other bytes between metadata and tensors, between byte ${String(6 * MIB)} and ${String(7 * MIB)}`,
        offset: 6 * MIB,
        length: MIB,
        cwe: 'CWE-354',
      },
    ]);
  });

  it('that the metadata changed', async () => {
    const [finding, ...others] = await found([0]);
    expect(others).toEqual([]);
    expect(finding?.message).toBe(
      'expected the metadata as in the manifest, found other bytes in chunk 0, between byte 0 and 100 of the file',
    );
  });

  it.each([
    [8, 'chunk 0, 1, 2, 3, 4, 5, 6, 7, between'],
    [9, 'chunk 0, 1, 2, 3, 4, 5, 6, 7 and 1 more, between'],
    [12, 'chunk 0, 1, 2, 3, 4, 5, 6, 7 and 4 more, between'],
  ])('of %i changed chunks the first eight', async (n, words) => {
    const whole = { ...A, offset: 100, bytes: BYTES.length - 100, sha256: FILE.chunks[0]! };
    const changes = Array.from({ length: n }, (_, i) => i * MIB + 200);
    const [finding, ...others] = await found(changes, { ...FILE, tensors: [whole] });
    expect([finding?.message.includes(words), others]).toEqual([true, []]);
  });

  it('of tensors that end and begin with a chunk nothing of the chunk beside them', async () => {
    const half = (offset: number, name: string): ManifestFile['tensors'][number] => ({
      ...A,
      name,
      offset,
      bytes: MIB,
      sha256: sha256(BYTES.subarray(offset, offset + MIB)),
    });
    const file = { ...FILE, tensors: [half(MIB, 'a'), half(2 * MIB, 'b'), half(4 * MIB, 'c')] };
    const places = async (at: number): Promise<readonly unknown[]> =>
      (await found([at], file)).map(({ path, offset, length }) => [path, offset, length]);
    expect(await places(MIB)).toEqual([['tensors["a"]', MIB, MIB]]);
    expect(await places(3 * MIB - 1)).toEqual([['tensors["b"]', 2 * MIB, MIB]]);
    expect(await places(3 * MIB)).toEqual([[undefined, 3 * MIB, MIB]]);
    expect(await places(5 * MIB)).toEqual([[undefined, 5 * MIB, MIB]]);
  });

  it('how long the file should be', async () => {
    const [finding] = (await verifyFile(bufferSource(BYTES.subarray(0, 50)), FILE)) ?? [];
    expect(finding?.message).toBe(`expected ${String(BYTES.length)} bytes, found 50`);
  });

  it('which digest it expected', async () => {
    const findings = await verifyLine(bufferSource(new Uint8Array()), { path: 'x', sha256: FILE.sha256 });
    expect(findings?.[0]?.message).toBe(`expected SHA-256 ${FILE.sha256}, found ${OTHER}`);
  });

  it('how many more changes there are than it tells', async () => {
    const tensors = Array.from({ length: 150 }, (_, i) => ({ ...A, offset: MIB + i, bytes: 1, sha256: OTHER }));
    const findings = await found([MIB], { ...FILE, tensors });
    expect(findings.at(-1)).toEqual({
      rule: 'gguf/more-findings',
      severity: 'note',
      message: '50 more findings of this file',
    });
  });

  it('that the manifest contradicts itself, and where', async () => {
    const [right] = await found([], { ...FILE, tensors: [{ ...FILE.tensors[0]!, sha256: OTHER }] });
    expect(right?.message).toBe(
      'expected the parts of a file with the right SHA-256 to be right too, found that 1 digests of its parts are of other bytes, the first: expected a changed chunk where "a" changed, found none',
    );
    const [whole] = await found([], { ...FILE, sha256: OTHER });
    expect(whole?.message).toBe(
      `expected SHA-256 ${OTHER}, found ${FILE.sha256}, although every chunk and tensor is as the manifest says`,
    );
    const tensors = [{ ...FILE.tensors[0]!, sha256: OTHER }];
    const elsewhere = await found([MIB - 1, 3 * MIB], { ...FILE, tensors });
    expect(elsewhere.map((f) => f.rule)).toEqual([
      'manifest/inconsistent',
      'manifest/bytes-changed',
      'manifest/bytes-changed',
    ]);
  });
});

describe('a manifest that contradicts itself', () => {
  const said = (...files: readonly ManifestFile[]): readonly string[] =>
    [...manifestFindings(files).values()].flat().map((f) => f.message);
  const withTensor = (offset: number, bytes: number): ManifestFile => ({
    ...FILE,
    tensors: [{ ...FILE.tensors[0]!, offset, bytes }],
  });

  it('is told in words', () => {
    expect(said(FILE, FILE)).toEqual(['expected "a.gguf" once, found it again']);
    expect(said({ ...FILE, path: '../a' })).toEqual([
      'expected a path below the manifest\'s folder, found a path that leaves the folder: "../a"',
    ]);
    expect(said({ ...FILE, chunks: [] })).toEqual([`expected 12 chunks for ${String(BYTES.length)} bytes, found 0`]);
    expect(said(withTensor(99, 1))).toEqual([
      'expected "a" after byte 100 and within the file, found it at 99, 1 long',
    ]);
  });

  it('does not where a tensor begins right after the metadata and ends with the file', () => {
    expect(said(withTensor(100, BYTES.length - 100))).toEqual([]);
    expect(said(withTensor(100, BYTES.length - 99))).toHaveLength(1);
    expect(manifestFindings([{ path: 'x', sha256: OTHER }]).size).toBe(0);
  });

  it('is told of its twin', () => {
    const twins = new Map([[FILE.path, FILE]]);
    const [finding] = twinFindings([{ path: FILE.path, sha256: OTHER }], twins).get(FILE.path)!;
    expect(finding?.message).toBe(`expected SHA-256 ${OTHER} in the JSON twin too, found ${FILE.sha256}`);
  });

  it.each([
    ['', 'an empty path'],
    ['a\0', 'a NUL'],
    ['/a', 'an absolute path'],
    ['c:a', 'an absolute path'],
    ['../a', 'a path that leaves the folder'],
    ['abc:d', null],
  ])('names %j: %s', (path, reason) => {
    expect(unsafePath(path)).toBe(reason);
  });
});

describe('what is no manifest', () => {
  const prefix = '"m": expected a manifest, found otherwise: ';
  const manifest = (change: object): string =>
    JSON.stringify({ schema: 'flea-flicker/manifest@1', chunk_bytes: MIB, files: [{ ...FILE, ...change }] });

  it('is refused with the name and the place', () => {
    const refused = { code: 'io/manifest', path: 'm', message: `${prefix}expected JSON` };
    expect(attempt(() => parseManifest('{', 'm'))).toMatchObject(refused);
    const { message } = attempt(() => parseManifest(manifest({ sha256: 'x' }), 'm')) as Error;
    expect(message).toMatch(/otherwise: files\.0\.sha256: Invalid string.*$/);
    for (const digest of [`${OTHER}0`, `0${OTHER}`])
      expect(attempt(() => parseManifest(manifest({ sha256: digest }), 'm'))).toBeInstanceOf(Error);
  });

  it('is refused with the number of the line, counted from 1', () => {
    const text = `# one\n${OTHER}  a\nnonsense`;
    const words = `${prefix}line 3: expected a digest, two spaces and a path`;
    expect(attempt(() => parseSums(text, 'm'))).toMatchObject({ message: words });
    expect(attempt(() => parseSums('# one', 'm'))).toMatchObject({
      message: `${prefix}expected at least one file, found none`,
    });
  });
});

describe('text', () => {
  it('of a manifest is ASCII, each unit of UTF-16 escaped with four digits', () => {
    const text = renderManifest([{ ...FILE, path: 'é\u007f😀' }]);
    expect(text).toContain('"path": "\\u00e9\\u007f\\ud83d\\ude00"');
    expect(parseManifest(text, 'm').files[0]?.path).toBe('é\u007f😀');
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('of a list of sums has a backslash before a line with an escape, and before no other', () => {
    const line = (path: string): string => renderSums([{ path, sha256: OTHER }]);
    expect(line('a')).toBe(`${OTHER}  a\n`);
    expect(line('a\n')).toBe(`\\${OTHER}  a\\n\n`);
    expect(parseSums(`${OTHER}  a\\n`, 'm')).toEqual([{ sha256: OTHER, path: 'a\\n' }]);
  });

  it('of a finding about a file has the weakness where its rule has one', () => {
    expect(fileFinding('file/symbolic-link', 'x', { offset: 1 })).toEqual({
      rule: 'file/symbolic-link',
      severity: 'note',
      message: 'x',
      offset: 1,
      cwe: 'CWE-59',
    });
  });
});

describe('digests of ranges', () => {
  it('are told of chunk by chunk, and a range of no bytes at the very end has one', async () => {
    const told: number[] = [];
    const bytes = BYTES.subarray(0, 2.5 * MIB);
    const options = { onProgress: (n: number): unknown => told.push(n) };
    const digests = await digestsOf(bufferSource(bytes), [{ offset: bytes.length, bytes: 0 }], options);
    expect(told).toEqual([MIB, 2 * MIB, 2.5 * MIB]);
    expect(digests?.ranges).toEqual([OTHER]);
  });
});

describe('a new entry', () => {
  const zeros = new Uint8Array(32);
  const ones = new Uint8Array(32).fill(1);
  const bytes = ggufBytes({ tensors: [tensor('b', { data: ones }), tensor('a', { data: zeros })] });
  /** The table names the second tensor first: offsets 32 and 0. */
  const swapped = ((): Uint8Array => {
    const copy = bytes.slice();
    const [first, second] = ['b', 'a'].map((name) => copyOffset(copy, name));
    copy[first!] = 32;
    copy[second!] = 0;
    return copy;
  })();

  async function entry(
    of: Uint8Array,
    signal?: AbortSignal,
    profile: Profile = 'compat',
  ): Promise<ManifestFile | null> {
    const path = join(folder, 'entry.gguf');
    writeFileSync(path, of);
    const source = openFileSource(path);
    const { file } = await manifestEntry(source, 'e', profile, signal && { signal });
    source.close();
    return file;
  }

  it('has every tensor in the order of the file, with its digest', async () => {
    const data = bytes.length - 64;
    const common = { type: 'F32', dims: [8], bytes: 32 };
    for (const [file, names] of [
      [bytes, ['b', 'a']],
      [swapped, ['a', 'b']],
    ] as const) {
      const made = await entry(file);
      expect(made).toEqual({
        path: 'e',
        bytes: file.length,
        sha256: sha256(file),
        metadata: { bytes: made!.metadata.bytes, sha256: sha256(file.subarray(0, made!.metadata.bytes)) },
        tensors: [
          { ...common, name: names[0], offset: data, sha256: sha256(ones) },
          { ...common, name: names[1], offset: data + 32, sha256: sha256(zeros) },
        ],
        chunks: [sha256(file)],
      });
      expect(made!.metadata.bytes).toBeGreaterThan(data - 32);
      expect(made!.metadata.bytes).toBeLessThanOrEqual(data);
    }
  });

  it('is that of the profile: bytes after the last tensor are an error in the strict one', async () => {
    const longer = Uint8Array.from([...bytes, 1]);
    expect(await entry(longer, undefined, 'strict')).toBeNull();
    expect((await entry(longer))?.bytes).toBe(longer.length);
  });

  it('is none where the user stops it', async () => {
    expect(await entry(bytes, AbortSignal.abort())).toBeNull();
  });
});

/** Where the offset of the tensor `name` is: after its length, its name, one dimension and its type. */
function copyOffset(bytes: Uint8Array, name: string): number {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, name.charCodeAt(0), 1, 0, 0, 0, 8]);
  return Buffer.from(bytes).indexOf(header) + 8 + 1 + 4 + 8 + 4;
}
