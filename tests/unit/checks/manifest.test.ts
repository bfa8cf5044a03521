import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
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
import { MANIFEST_RULES } from '../../../src/checks/manifestRules.ts';
import { manifestFindings, twinFindings, verifyFile, verifyLine } from '../../../src/checks/manifestVerify.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { schemaProblems } from '../../support/schemas.ts';

const MIB = MANIFEST_CHUNK_BYTES;
const folder = temporaryFolder();
const path = join(folder, 'model.gguf');

/** Four chunks: metadata and `a` in the first, `a` into the second, `b` from there to the last, padding after each. */
const BYTES = ggufBytes({
  tensors: [
    tensor('a', { type: tensorType('I8'), dims: [1_500_001], data: new Uint8Array(1_500_001).fill(7) }),
    tensor('b\u001b[2K', { type: tensorType('I8'), dims: [2_000_001], data: new Uint8Array(2_000_001).fill(9) }),
  ],
});
writeFileSync(path, BYTES);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function entry(): Promise<ManifestFile> {
  const source = openFileSource(path);
  try {
    const { file } = await manifestEntry(source, 'model.gguf', 'compat');
    return file!;
  } finally {
    source.close();
  }
}

const FILE = await entry();
const [A, B] = [FILE.tensors[0]!, FILE.tensors[1]!];

function changedAt(...offsets: readonly number[]): Uint8Array {
  const copy = BYTES.slice();
  for (const at of offsets) copy[at]! ^= 1;
  return copy;
}

/** Rules seen to fire, for the last test. */
const fired = new Set<string>();

function noted(findings: Iterable<Finding>): readonly Finding[] {
  const all = [...findings];
  for (const { rule } of all) fired.add(rule);
  return all;
}

async function found(bytes: Uint8Array, file = FILE): Promise<readonly Finding[]> {
  return noted((await verifyFile(bufferSource(bytes), file))!);
}

describe('an entry of a manifest', () => {
  it('has the digest of the file, of its metadata, of each tensor and of each chunk', () => {
    expect(FILE.sha256).toBe(sha256(BYTES));
    expect(FILE.metadata.sha256).toBe(sha256(BYTES.subarray(0, FILE.metadata.bytes)));
    for (const t of FILE.tensors) expect(t.sha256).toBe(sha256(BYTES.subarray(t.offset, t.offset + t.bytes)));
    expect(FILE.chunks).toEqual([0, 1, 2, 3].map((i) => sha256(BYTES.subarray(i * MIB, (i + 1) * MIB))));
    expect([A.name, A.type, A.dims, A.bytes]).toEqual(['a', 'I8', [1_500_001], 1_500_001]);
  });

  it('meets its schema, comes back as it was, and holds nothing that a terminal would obey', () => {
    const text = renderManifest([FILE]);
    expect(schemaProblems('manifest', JSON.parse(text))).toBeNull();
    expect(parseManifest(text, 'm').files).toEqual([FILE]);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('is refused to a file that does not parse, with the reason', async () => {
    const broken = join(folder, 'broken.gguf');
    writeFileSync(broken, BYTES.subarray(0, 100));
    const source = openFileSource(broken);
    const { file, findings } = await manifestEntry(source, 'x', 'strict');
    source.close();
    expect([file, findings.length > 0]).toEqual([null, true]);
  });

  it('is refused to a file that changes while it is hashed', async () => {
    const moving = join(folder, 'moving.gguf');
    writeFileSync(moving, BYTES);
    const source = openFileSource(moving);
    const entry = manifestEntry(source, 'x', 'compat', {
      onProgress: () => {
        writeFileSync(moving, changedAt(BYTES.length - 1), { flag: 'r+' });
      },
    });
    await expect(entry).rejects.toMatchObject({ code: 'io/changed', path: moving });
    source.close();
  });

  it('is not made when the user stops it', async () => {
    expect(await digestsOf(bufferSource(BYTES), [], { signal: AbortSignal.abort() })).toBeNull();
  });
});

describe('digests in one pass', () => {
  it('are those of the ranges wherever chunks cut them', async () => {
    const bytes = Uint8Array.from({ length: 3 * MIB + 5 }, (_, i) => (i * 31) >>> 3);
    const cut = fc.integer({ min: 0, max: bytes.length });
    const edge = fc.constantFrom(0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, bytes.length);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(cut, edge), { minLength: 2, maxLength: 8 }), async (cuts) => {
        const at = cuts.toSorted((a, b) => a - b);
        const ranges = at.slice(1).map((end, i) => ({ offset: at[i]!, bytes: end - at[i]! }));
        const digests = await digestsOf(bufferSource(bytes), ranges);
        expect(digests!.ranges).toEqual(ranges.map((r) => sha256(bytes.subarray(r.offset, r.offset + r.bytes))));
      }),
      { numRuns: 20 },
    );
  });
});

describe('verification', () => {
  it('finds nothing in the file that was described', async () => {
    expect(await found(BYTES)).toEqual([]);
    expect(await verifyLine(bufferSource(BYTES), FILE)).toEqual([]);
  });

  it.each([
    ['the first tensor', A.offset, 'manifest/tensor-changed', 'tensors["a"]', A.offset, MIB],
    ['its end', A.offset + A.bytes - 1, 'manifest/tensor-changed', 'tensors["a"]', MIB, A.offset + A.bytes],
    ['the second', B.offset, 'manifest/tensor-changed', 'tensors["b\\u{1b}[2K"]', B.offset, 2 * MIB],
    ['a whole chunk of it', 2 * MIB, 'manifest/tensor-changed', 'tensors["b\\u{1b}[2K"]', 2 * MIB, 3 * MIB],
    ['the metadata', 30, 'manifest/bytes-changed', 'metadata', 0, FILE.metadata.bytes],
    ['padding', BYTES.length - 1, 'manifest/bytes-changed', undefined, 3 * MIB, BYTES.length],
  ])('says of one changed byte in %s where it is', async (_what, at, rule, where, start, end) => {
    const [finding, ...others] = await found(changedAt(at));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule, severity: 'error', offset: start, length: end - start });
    expect(finding!.path).toBe(where);
    expect(start <= at && at < end).toBe(true);
    expect(finding!.message).toContain(`chunk ${String(Math.floor(at / MIB))}`);
  });

  it('says of changes in several places each', async () => {
    const rules = (await found(changedAt(30, A.offset, B.offset + 5))).map((f) => f.path);
    expect(rules).toEqual(['metadata', 'tensors["a"]', 'tensors["b\\u{1b}[2K"]']);
  });

  it('finds a file that is shorter or longer, without reading it', async () => {
    const unread = (size: number): Promise<readonly Finding[] | null> =>
      verifyFile(
        {
          size,
          name: 'x',
          read: () => {
            throw new Error('read');
          },
        },
        FILE,
      );
    expect(noted((await unread(BYTES.length - 1))!)[0]).toMatchObject({
      rule: 'manifest/size',
      offset: BYTES.length - 1,
    });
    expect((await unread(BYTES.length + 1))![0]).toMatchObject({ rule: 'manifest/size', offset: BYTES.length });
  });

  it('finds another digest where a list of sums is all there is', async () => {
    expect(noted((await verifyLine(bufferSource(changedAt(0)), FILE))!).map((f) => f.rule)).toEqual([
      'manifest/digest-mismatch',
    ]);
  });

  it('stops when the user does', async () => {
    const options = { signal: AbortSignal.abort() };
    expect(await verifyFile(bufferSource(BYTES), FILE, options)).toBeNull();
    expect(await verifyLine(bufferSource(BYTES), FILE, options)).toBeNull();
  });

  it('caps its findings for a file that was replaced', async () => {
    const tensors = Array.from({ length: 150 }, (_, i) => ({ ...A, name: String(i), offset: A.offset + i, bytes: 1 }));
    const findings = await found(changedAt(A.offset), { ...FILE, tensors });
    expect([findings.length, findings.at(-1)!.rule]).toEqual([101, 'gguf/more-findings']);
  });
});

describe('a manifest that contradicts itself', () => {
  const rulesOf = (file: ManifestFile): readonly string[] =>
    [...manifestFindings([file]).values()].flat().map((f) => f.rule);
  const overlapping = { ...FILE, tensors: [A, { ...B, offset: A.offset }] };
  const outside = { ...FILE, tensors: [A, { ...B, bytes: Number.MAX_SAFE_INTEGER }] };

  it.each([
    ['too few chunks', { ...FILE, chunks: FILE.chunks.slice(1) }],
    ['overlapping tensors', overlapping],
    ['a tensor past the end', outside],
    ['a tensor inside the metadata', { ...FILE, tensors: [{ ...A, offset: 0 }] }],
  ])('is found out: %s', (_what, file) => {
    expect(rulesOf(file)).toEqual(['manifest/inconsistent']);
  });

  it('is found out when it names a file twice', () => {
    expect([...manifestFindings([FILE, FILE]).values()].flat()).toHaveLength(1);
    expect(manifestFindings([FILE]).size).toBe(0);
  });

  it.each([
    ['a tensor', { ...FILE, tensors: [{ ...A, sha256: B.sha256 }, B] }],
    ['a chunk', { ...FILE, chunks: FILE.chunks.with(2, A.sha256) }],
    ['the whole', { ...FILE, sha256: A.sha256 }],
  ])('is found out when the digest of %s is of other bytes than the rest', async (_what, file) => {
    expect((await found(BYTES, file)).map((f) => f.rule)).toEqual(['manifest/inconsistent']);
  });

  it('is found out when its twin says otherwise', () => {
    const twins = new Map([[FILE.path, FILE]]);
    expect(twinFindings([{ path: FILE.path, sha256: A.sha256 }], twins).get(FILE.path)![0]!.rule).toBe(
      'manifest/inconsistent',
    );
    expect(twinFindings([FILE, { path: 'other', sha256: A.sha256 }], twins).size).toBe(0);
  });
});

describe('a list of sums', () => {
  const NAMES = [
    'plain.gguf',
    'a b.gguf',
    'back\\slash.gguf',
    'line\nbreak.gguf',
    'carriage\rreturn',
    'é😀.gguf',
    '-x',
  ];

  it('comes back as it was, whatever the names', () => {
    const files = NAMES.map((name) => ({ path: name, sha256: FILE.sha256 }));
    expect(parseSums(renderSums(files), 'm')).toEqual(files);
  });

  it('may be in capitals, of binary mode, with comments', () => {
    const text = `# comment\n\n${FILE.sha256.toUpperCase()} *x.gguf\r\n`;
    expect(parseSums(text, 'm')).toEqual([{ path: 'x.gguf', sha256: FILE.sha256 }]);
  });

  it.each([[''], ['# nothing'], ['deadbeef  x'], [`${FILE.sha256} x`], ['{"schema":1}']])('is not %j', (text) => {
    expect(() => parseSums(text, 'm')).toThrow(expect.objectContaining({ code: 'io/manifest' }) as Error);
    expect(() => parseManifest(text, 'm')).toThrow(expect.objectContaining({ code: 'io/manifest' }) as Error);
  });

  const tool = spawnSync('sha256sum', ['--version']).status === 0;
  it.skipIf(!tool)('is what sha256sum accepts, and what it refuses for a changed file', () => {
    const files = NAMES.map((name) => {
      writeFileSync(join(folder, name), name);
      return { path: name, sha256: sha256(Buffer.from(name)) };
    });
    writeFileSync(join(folder, 'all.sha256'), renderSums(files));
    const verify = (): number | null =>
      spawnSync('sha256sum', ['-c', '--strict', 'all.sha256'], { cwd: folder }).status;
    expect(verify()).toBe(0);
    writeFileSync(join(folder, NAMES[3]!), 'other');
    expect(verify()).toBe(1);
  });
});

describe('the path of an entry', () => {
  it.each([
    '../x',
    'a/../../x',
    '..',
    '/etc/passwd',
    '\\\\server\\share',
    'C:\\x',
    'c:x',
    '..\\x',
    'a\\..\\x',
    '',
    'a\0b',
  ])('may not be %j', (name) => {
    expect(unsafePath(name)).not.toBeNull();
    const rules = noted([...manifestFindings([{ path: name, sha256: FILE.sha256 }]).values()].flat()).map(
      (f) => f.rule,
    );
    expect(rules).toEqual(['manifest/unsafe-path']);
  });

  it.each(['x', 'a/b.gguf', '..x', 'a..b/c', './x'])('may be %j', (name) => {
    expect(unsafePath(name)).toBeNull();
  });
});

describe('the rules', () => {
  it('are each fired by something above', () => {
    expect(MANIFEST_RULES.map((rule) => rule.id).filter((rule) => !fired.has(rule))).toEqual([]);
  });
});
