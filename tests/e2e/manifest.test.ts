import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../corpus/ggufBytes.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { BIN, flea, temporaryFolder, tinyFile } from '../support/cli.ts';
import { schemaProblems } from '../support/schemas.ts';

const folder = temporaryFolder();
mkdirSync(join(folder, 'deep'));
const tiny = tinyFile(folder);
const deep = tinyFile(join(folder, 'deep'));
const sums = join(folder, 'models.sha256');
const twin = join(folder, 'models.json');
const sound = readFileSync(tiny);

/** Nothing of it is on the disk. */
const SPARSE_BYTES = 2 ** 36;

const json = (text: string): unknown => JSON.parse(text);

interface Checked {
  readonly files: readonly { readonly verdict: string; readonly findings: readonly { readonly rule: string }[] }[];
}

function create(): void {
  writeFileSync(tiny, sound);
  expect(flea('manifest', 'create', tiny, deep, '--out', sums)).toMatchObject({ code: 0, stdout: '' });
}

/** The rules that a manifest finds in the files it names. */
function rules(manifest: string, code: number): readonly string[] {
  const outcome = flea('manifest', 'verify', manifest, '--json');
  expect(outcome.code).toBe(code);
  const document = json(outcome.stdout) as Checked;
  expect(schemaProblems('check', document)).toBeNull();
  return document.files.flatMap((f) => f.findings.map((x) => x.rule));
}

describe('manifest', () => {
  it('writes a list that sha256sum accepts and a twin that meets its schema; both verify', () => {
    create();
    expect(readFileSync(sums, 'utf8')).toMatch(/^[0-9a-f]{64} {2}tiny\.gguf\n[0-9a-f]{64} {2}deep\/tiny\.gguf\n$/);
    expect(schemaProblems('manifest', json(readFileSync(twin, 'utf8')))).toBeNull();
    expect([rules(sums, 0), rules(twin, 0)]).toEqual([[], []]);
    const { status, error } = spawnSync('sha256sum', ['-c', '--strict', 'models.sha256'], { cwd: folder });
    if (!error) expect(status).toBe(0);
  });

  it('says of one changed byte which tensor, which chunk and where', () => {
    create();
    const changed = sound.map((byte, i) => (i === sound.length - 1 ? byte ^ 1 : byte));
    writeFileSync(tiny, changed);
    const { code, stdout } = flea('manifest', 'verify', twin);
    expect(code).toBe(1);
    expect(stdout).toMatch(/manifest\/tensor-changed: .* in chunk 0, between byte \d+ and \d+/);
    expect(stdout).toContain('reproduce  flea-flicker manifest verify');
    expect(stdout).not.toContain('--suppress');
    // The list finds it too: with the help of its twin by tensor, without it as another digest.
    expect(rules(sums, 1)).toEqual(['manifest/tensor-changed']);
    rmSync(twin);
    expect(rules(sums, 1)).toEqual(['manifest/digest-mismatch']);
  });

  it('finds a longer file and a shorter one', () => {
    create();
    writeFileSync(tiny, Buffer.concat([sound, Buffer.alloc(1)]));
    expect(rules(twin, 1)).toEqual(['manifest/size']);
    truncateSync(tiny, sound.length - 1);
    expect(rules(twin, 1)).toEqual(['manifest/size']);
  });

  it('cannot decide about a missing file, and still verifies the others', () => {
    create();
    rmSync(tiny);
    const { code, stderr, stdout } = flea('manifest', 'verify', sums, '--json');
    expect([code, (json(stdout) as Checked).files.length]).toEqual([2, 2]);
    expect(stderr).toMatch(/io\/missing/);
  });

  it('opens nothing outside its folder', () => {
    writeFileSync(join(folder, 'evil.sha256'), `${'0'.repeat(64)}  /etc/passwd\n${'0'.repeat(64)}  ../../etc/passwd\n`);
    expect(rules(join(folder, 'evil.sha256'), 1)).toEqual(['manifest/unsafe-path', 'manifest/unsafe-path']);
  });

  it('prints the list, or the document, where no file is named', () => {
    const inside = join(folder, 'cwd');
    mkdirSync(inside);
    // Paths are relative to where it runs: the repository. A file elsewhere cannot be named.
    expect(flea('manifest', 'create', tiny)).toMatchObject({ code: 2, stdout: '' });
    const corpus = 'corpus/good/tiny-llama.gguf';
    expect(flea('manifest', 'create', corpus).stdout).toMatch(/^[0-9a-f]{64} {2}corpus\/good\/tiny-llama\.gguf\n$/);
    expect(schemaProblems('manifest', json(flea('manifest', 'create', corpus, '--json').stdout))).toBeNull();
  });

  it('refuses to describe a file that does not parse', () => {
    const broken = join(folder, 'broken.gguf');
    writeFileSync(broken, sound.subarray(0, 1000));
    const out = join(folder, 'broken.sha256');
    const { code, stderr } = flea('manifest', 'create', broken, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('gguf/length-beyond-file');
    expect(() => readFileSync(out)).toThrow();
  });

  it.each([
    ['a name that is no list of sums', ['manifest', 'create', deep, '--out', join(folder, 'x.txt')], /usage\/out/],
    ['a manifest that is none', ['manifest', 'verify', deep], /io\/manifest/],
    ['a manifest that is missing', ['manifest', 'verify', join(folder, 'none.json')], /io\/missing/],
  ])('answers %s with one line and exit 2', (_what, args, message) => {
    const { code, stderr, stdout } = flea(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('stops at Ctrl-C with exit 130 and leaves nothing half written', async () => {
    const large = join(folder, 'large.gguf');
    const out = join(folder, 'large.sha256');
    writeFileSync(large, ggufBytes({ tensors: [tensor('a', { type: tensorType('I8'), dims: [SPARSE_BYTES] })] }));
    truncateSync(large, ggufBytes().length - 32 + SPARSE_BYTES);
    const child = spawn(process.execPath, [BIN, 'manifest', 'create', large, '--out', out]);
    // Long enough to be at work, and far from the end of a file that takes minutes to hash.
    const timer = setTimeout(() => child.kill('SIGINT'), 2500);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearTimeout(timer);
    expect(code).toBe(130);
    expect(() => readFileSync(out)).toThrow();
  });
});
