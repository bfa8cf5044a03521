/** How the gate puts one report together: what each room finds is told by the tests of the rooms. */
import { createHash } from 'node:crypto';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, tensor } from '../../../corpus/ggufBytes.ts';
import { checkFile, type CheckOptions } from '../../../src/checks/checkFile.ts';
import { sha256Of } from '../../../src/checks/digest.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import type { FileReport } from '../../../src/report/report.ts';
import { temporaryFolder } from '../../support/cli.ts';

const OPTIONS: CheckOptions = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set() };
const folder = temporaryFolder();

const NAN = Float32Array.of(NaN, 1, 1, 1, 1, 1, 1, 1);
const SOUND = ggufBytes({
  tensors: [tensor('a', { data: new Uint8Array(Float32Array.from({ length: 8 }, () => 1).buffer) })],
});
const NUMBERS = ggufBytes({ tensors: [tensor('a', { data: new Uint8Array(NAN.buffer) })] });
/** Too large for its bytes to be read into memory at once, and small enough not to be read beside this thread where that is not built. */
const LARGE = ggufBytes({
  tensors: [tensor('a', { dims: [(17 << 20) / 4], data: new Uint8Array(17 << 20).fill(0x3f) })],
});
/** Version 2 of the format: a warning in the strict profile. */
const OLD = SOUND.with(4, 2);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Without what is said of the model's architecture: these files have none. */
async function check(bytes: Uint8Array, options: Partial<CheckOptions> = {}): Promise<FileReport> {
  const path = join(folder, 'model.gguf');
  writeFileSync(path, bytes, { mode: 0o644 });
  const source = openFileSource(path);
  try {
    return await checkFile(source, { ...OPTIONS, suppress: new Set(['model/*']), ...options });
  } finally {
    source.close();
  }
}

const rules = ({ findings }: FileReport): readonly string[] => findings.map(({ rule }) => rule);

describe('the report of a file', () => {
  it('has its path, its size, its digest and its verdict', async () => {
    expect(await check(SOUND)).toEqual({
      path: join(folder, 'model.gguf'),
      bytes: SOUND.length,
      sha256: sha256(SOUND),
      verdict: 'pass',
      findings: [],
      suppressed: [
        {
          rule: 'model/architecture-undescribed',
          severity: 'warning',
          message: expect.stringContaining('blank') as string,
          path: 'metadata["general.architecture"]',
          by: '--suppress model/*',
        },
      ],
      coverage: [
        { surface: 'container', state: 'examined' },
        { surface: 'keys', state: 'examined' },
        { surface: 'tensors', state: 'partly', why: expect.stringContaining('blank') as string },
        { surface: 'numbers', state: 'examined' },
        { surface: 'tokenizer', state: 'absent' },
        { surface: 'template', state: 'absent' },
        { surface: 'hidden', state: 'examined' },
        { surface: 'shards', state: 'absent' },
      ],
    });
  });

  it('fails at the severity that is asked for', async () => {
    expect(await check(OLD)).toMatchObject({ verdict: 'pass', findings: [{ rule: 'gguf/version-2' }] });
    expect((await check(OLD, { failOn: 'warning' })).verdict).toBe('fail');
  });

  it('leaves out what is suppressed, by rule and by path', async () => {
    const suppressed = async (text: string): Promise<readonly string[]> =>
      rules(await check(OLD, { suppress: new Set(['model/*', text]), failOn: 'warning' }));
    expect(await suppressed('gguf/version-2')).toEqual([]);
    expect(await suppressed('gguf/version-2@model.gguf')).toEqual([]);
    expect(await suppressed('gguf/version-2@other.gguf')).toEqual(['gguf/version-2']);
  });

  it('tells of numbers, unless they are left out, in the compat profile too', async () => {
    const found = async (options: Partial<CheckOptions>): Promise<readonly (readonly string[])[]> =>
      (await check(NUMBERS, options)).findings.map(({ rule, severity }) => [rule, severity]);
    expect(await found({})).toEqual([['numbers/nan-value', 'error']]);
    expect(await found({ numbers: true })).toEqual([['numbers/nan-value', 'error']]);
    expect(await found({ numbers: false })).toEqual([]);
    expect(await found({ profile: 'compat' })).toEqual([['numbers/nan-value', 'error']]);
  });

  it('gives each byte of a file to one read, and judges what was hashed', async () => {
    const path = join(folder, 'model.gguf');
    writeFileSync(path, LARGE);
    const source = openFileSource(path);
    const reads: (readonly [number, number])[] = [];
    const read = source.read.bind(source);
    source.read = (offset, into) => {
      reads.push([offset, offset + into.length]);
      read(offset, into);
    };
    const { sha256: digest } = await checkFile(source, { ...OPTIONS, onProgress: () => undefined });
    source.close();
    expect(digest).toBe(sha256(LARGE));
    const inOrder = reads.toSorted(([a], [b]) => a - b);
    expect(inOrder.map(([start]) => start)).toEqual(
      [0, ...inOrder.slice(0, -1).map(([, end]) => end)].slice(0, inOrder.length),
    );
  });

  it('has no digest of a refused file of which the rest was not read, and says so', async () => {
    const path = join(folder, 'sparse.gguf');
    writeFileSync(path, SOUND.with(0, 0));
    truncateSync(path, 300 << 20);
    const source = openFileSource(path);
    const { verdict, sha256: digest, coverage, findings } = await checkFile(source, OPTIONS);
    source.close();
    expect([verdict, digest, findings.map(({ rule }) => rule)]).toEqual(['fail', undefined, ['gguf/bad-magic']]);
    expect(coverage.every(({ unread }) => unread)).toBe(true);
  });

  it('of padding that used up its limit looks after the last tensor all the same', async () => {
    const archive = [0x50, 0x4b, 5, 6, ...new Uint8Array(18)];
    const padded = ggufBytes({
      tensors: [tensor('a', { dims: [1], data: new Uint8Array(Float32Array.of(1).buffer) })],
    });
    const report = await check(Uint8Array.from([...padded, ...archive]), { limits: { paddingScanBytes: 30 } });
    expect(rules(report)).toEqual(['gguf/trailing-bytes', 'gguf/padding-not-scanned', 'hidden/archive']);
    expect(report.coverage.find(({ surface }) => surface === 'hidden')?.unread).toBe(true);
  });

  it('refuses what is no model at all, and says what its digest is', async () => {
    const program = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
    const refused = await check(program);
    expect(refused.verdict).toBe('fail');
    expect(rules(refused).some((rule) => rule.startsWith('gguf/'))).toBe(true);
    expect(refused.sha256).toBe(sha256(program));
  });

  it('tells of an archive after the last tensor, beside the refusal of the container', async () => {
    // The end record of an empty ZIP archive: its signature and 18 zeros.
    const archive = [0x50, 0x4b, 5, 6, ...new Uint8Array(18)];
    const report = await check(Uint8Array.from([...SOUND, ...archive]));
    expect(rules(report)).toEqual(['gguf/trailing-bytes', 'hidden/archive']);
  });

  it('tells of the kind of file, and of what is hidden in its metadata', async () => {
    const archive = [0x50, 0x4b, 5, 6, ...new Uint8Array(18)];
    const bytes = ggufWith(['general.bytes', { type: 'array', elementType: 'u8', elements: archive }]);
    const found = rules(await check(bytes, { suppress: new Set() }));
    expect(found).toContain('model/architecture-undescribed');
    expect(found).toContain('hidden/archive');
  });

  it('keeps to the limits it is given', async () => {
    expect(rules(await check(SOUND, { limits: { nTensors: 0 } }))).toContain('gguf/too-many-tensors');
  });
});

describe('a digest that is asked for', () => {
  const digest = sha256(SOUND);

  it.each([digest, digest.toUpperCase()])('is the file’s: %s', async (expected) => {
    expect(rules(await check(SOUND, { sha256: expected }))).toEqual([]);
  });

  it('is another’s, with both in the message', async () => {
    const { verdict, findings } = await check(SOUND, { sha256: 'AB'.repeat(32) });
    expect([verdict, findings]).toEqual([
      'fail',
      [
        {
          rule: 'check/digest-mismatch',
          severity: 'error',
          message: `expected SHA-256 ${'ab'.repeat(32)}, found ${digest}`,
          cwe: 'CWE-354',
        },
      ],
    ]);
  });
});

describe('a greatest size', () => {
  it('lets a file of that size through', async () => {
    expect((await check(SOUND, { maxBytes: SOUND.length })).verdict).toBe('pass');
  });

  it('refuses a larger one without reading it', async () => {
    const path = join(folder, 'large.gguf');
    writeFileSync(path, new Uint8Array(2048));
    const source = openFileSource(path);
    const unread = Object.assign(Object.create(source) as typeof source, {
      read: () => {
        throw new Error('read');
      },
    });
    Object.defineProperties(unread, { name: { value: path }, size: { value: 2048 } });
    const refused = await checkFile(unread, { ...OPTIONS, maxBytes: 2047 });
    source.close();
    expect(refused).toEqual({
      path,
      bytes: 2048,
      verdict: 'fail',
      suppressed: [],
      coverage: [
        { surface: 'container', state: 'partly', why: 'expected at most 2.00 KiB, found 2.00 KiB', unread: true },
      ],
      findings: [
        {
          rule: 'check/too-large',
          severity: 'error',
          message: 'expected at most 2.00 KiB, found 2.00 KiB',
          cwe: 'CWE-770',
        },
      ],
    });
  });
});

describe('a check', () => {
  it('that the user stops is undecided, and has no digest', async () => {
    const stopped = await check(SOUND, { signal: AbortSignal.abort() });
    for (const surface of ['numbers', 'hidden'])
      expect(stopped.coverage).toContainEqual(expect.objectContaining({ surface, state: 'partly', unread: true }));
    expect([stopped.verdict, 'sha256' in stopped]).toEqual(['undecided', false]);
    expect((await check(OLD, { signal: AbortSignal.abort(), failOn: 'warning' })).verdict).toBe('fail');
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    await check(SOUND, { onProgress: (bytes) => told.push(bytes) });
    expect(told).toEqual([SOUND.length]);
  });

  it('sees a file that grows while it is read', async () => {
    const path = join(folder, 'model.gguf');
    const report = await check(SOUND, {
      onProgress: () => {
        appendFileSync(path, 'x');
      },
    });
    const reason = `changed while it was read: found ${String(SOUND.length + 1)} bytes instead of ${String(SOUND.length)}`;
    const none = { findings: [], suppressed: [], coverage: [] };
    expect(report).toEqual({ path, bytes: SOUND.length, verdict: 'undecided', reason, ...none });
  });
});

describe('the digest of a source', () => {
  const MIB = 1 << 20;
  const bytes = new Uint8Array(9 * MIB).fill(7);

  it('is that of all its bytes, read four megabytes at a time', async () => {
    const told: number[] = [];
    expect(await sha256Of(bufferSource(bytes), undefined, (n) => told.push(n))).toBe(sha256(bytes));
    expect(told).toEqual([4 * MIB, 8 * MIB, 9 * MIB]);
  });

  it('of no bytes is that of nothing', async () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(await sha256Of(bufferSource(new Uint8Array()))).toBe(empty);
  });

  it('is none where a signal stops it, at once or on the way', async () => {
    expect(await sha256Of(bufferSource(bytes), AbortSignal.abort())).toBeNull();
    const controller = new AbortController();
    const told: number[] = [];
    const onProgress = (n: number): void => {
      told.push(n);
      controller.abort();
    };
    expect(await sha256Of(bufferSource(bytes), controller.signal, onProgress)).toBeNull();
    expect(told).toEqual([4 * MIB]);
  });
});
