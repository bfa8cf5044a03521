/** Nothing is lost on the way out: exit codes, reports and inputs, whatever happens to stdout, to folders and to the process. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../corpus/ggufBytes.ts';
import { BIN, flea, temporaryFolder, tinyFile } from '../support/cli.ts';
import { schemaProblems } from '../support/schemas.ts';

const folder = temporaryFolder();
const sound = tinyFile(folder);
const broken = join(folder, 'broken.gguf');
writeFileSync(broken, readFileSync(sound).subarray(0, 1000));
const missing = join(folder, 'missing.gguf');
const VERDICTS = [
  ['a sound file', sound, 0],
  ['a broken file', broken, 1],
  ['a missing file', missing, 2],
] as const;

/** The exit code of the command line in a shell that does something to its output. */
function inShell(script: string, ...args: readonly string[]): { code: number; stderr: string } {
  const words = ['--noprofile', '--norc', '-c', `flea() { '${process.execPath}' '${BIN}' "$@"; }; ${script}`, 'bash'];
  const { status, stderr } = spawnSync('bash', [...words, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { code: status ?? -1, stderr };
}

const bash = spawnSync('bash', ['--version']).status === 0;
const full = existsSync('/dev/full');

describe.skipIf(!bash)('the exit code of the verdict stands', () => {
  it.each(VERDICTS)('for %s whose report nobody reads', (_what, path, code) => {
    const closed = 'exec 3> >(exit); sleep 0.2; flea check "$@" >&3 2>/dev/null';
    expect(inShell('flea check "$@" 2>/dev/null | head -c 0; exit ${PIPESTATUS[0]}', path).code).toBe(code);
    expect(inShell(closed, path, '--json').code).toBe(code);
    expect(inShell('flea check "$@" >&- 2>&-', path).code).toBe(code);
  });

  it.runIf(full).each(VERDICTS)('for %s on a full disk', (_what, path, code) => {
    const { code: found, stderr } = inShell('flea check "$@" > /dev/full', path);
    expect(found).toBe(code);
    expect(stderr).toContain('io/stdout');
    expect(inShell('flea check "$@" > /dev/full 2> /dev/full', path).code).toBe(code);
  });
});

describe('a report that cannot be written', () => {
  const taken = join(folder, 'taken');
  writeFileSync(taken, '');

  it.each(VERDICTS)('is one line for %s, and the other reports are written', (_what, path, code) => {
    const kept = ['json', 'junit', 'text', 'github'].map((format) => [format, join(folder, `kept.${format}`)] as const);
    const lost = ['--format', `sarif=${taken}/x.sarif`, '--format', `json=${folder}`];
    const {
      code: found,
      stderr,
      stdout,
    } = flea(...['check', path, ...lost], ...kept.flatMap(([format, file]) => ['--format', `${format}=${file}`]));
    expect(found).toBe(code === 0 ? 2 : code);
    expect(stderr.match(/\[io\/write\]\n/g)).toHaveLength(2);
    expect(stdout).toMatch(/^(PASS|FAIL|UNDECIDED)/m);
    for (const [, file] of kept) expect(readFileSync(file, 'utf8')).toContain(path);
  });

  it('leaves the old one whole, and a folder that refuses new files still takes it', () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    const file = join(inside, 'r.json');
    writeFileSync(file, 'old');
    chmodSync(inside, 0o555);
    expect(flea('check', sound, '--format', `json=${file}`).code).toBe(0);
    chmodSync(inside, 0o755);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schema: 'flea-flicker/check@1' });
  });

  it('follows a symbolic link, which stays', () => {
    const [target, link] = [join(folder, 'target.json'), join(folder, 'link.json')];
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    flea('check', sound, '--format', `json=${link}`);
    expect(readFileSync(target, 'utf8')).toContain('flea-flicker/check@1');
  });

  it.runIf(existsSync('/proc/self'))('in a folder that cannot be made does not keep it waiting', () => {
    expect(flea('check', sound, '--format', 'json=/proc/none/x.json').code).toBe(2);
  });
});

describe.skipIf(!bash)('a large report', () => {
  it('reaches a slow reader whole', () => {
    const paths = Array.from({ length: 3000 }, (_, i) => join(folder, `none-${String(i)}.gguf`));
    const { stdout } = spawnSync(
      'bash',
      ['-c', `'${process.execPath}' '${BIN}' check "$@" --json 2>/dev/null | (sleep 1; cat)`, 'bash', ...paths],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    );
    expect((JSON.parse(stdout) as { files: unknown[] }).files).toHaveLength(3000);
  });
});

/** A sound model of 8 GiB of zeros that take no room on disk: it is being read when the signal comes. */
function hugeFile(): string {
  const path = join(folder, 'huge.gguf');
  const dims = [2 ** 16, 2 ** 15];
  const empty = ggufBytes({ tensors: [tensor('zeros', { dims: [32, 1], data: new Uint8Array(128) })] });
  // The dimensions stand before the type and the offset, 12 bytes, at the end of the header.
  const head = Buffer.from(empty.subarray(0, empty.length - 128));
  const at = head.lastIndexOf(Buffer.from('zeros')) + 'zeros'.length + 4;
  dims.forEach((dim, i) => head.writeBigUInt64LE(BigInt(dim), at + 8 * i));
  writeFileSync(path, head);
  truncateSync(path, head.length + 4 * dims.reduce((a, b) => a * b));
  return path;
}

interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs `check --json`, with signals once it has begun to read. */
async function stopped(signals: readonly NodeJS.Signals[], ...args: readonly string[]): Promise<Stopped> {
  const child = spawn(process.execPath, [BIN, 'check', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  const done = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  for (const signal of signals) child.kill(signal);
  return { code: await done, stdout };
}

describe('a signal', () => {
  const huge = hugeFile();

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends with %d, after a report that names every input',
    async (signal, code) => {
      const sarif = join(folder, `${signal}.sarif`);
      const args = [broken, huge, sound, '--json', '--format', `sarif=${sarif}`];
      const { code: found, stdout } = await stopped([signal], ...args);
      expect(found).toBe(code);
      const report = JSON.parse(stdout) as { files: { path: string; verdict: string; reason?: string }[] };
      expect(schemaProblems('check', report)).toBeNull();
      expect(report.files.map(({ path, verdict }) => [path, verdict])).toEqual([
        [broken, 'fail'],
        [huge, expect.stringMatching(/undecided|fail/)],
        [sound, 'undecided'],
      ]);
      expect(report.files[2]?.reason).toBe('not begun: the user stopped the run');
      expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({
        runs: [{ invocations: [{ executionSuccessful: false }] }],
      });
    },
    60_000,
  );
});

describe('an input that cannot be judged', () => {
  const directory = join(folder, 'directory');
  mkdirSync(directory, { recursive: true });
  const inputs = [sound, missing, directory];

  it.each(['text', 'json', 'sarif', 'junit', 'github'])('stands in the %s report beside the others', (format) => {
    const { code, stdout } = flea('check', ...inputs, '--format', format);
    expect(code).toBe(2);
    for (const path of inputs.slice(format === 'sarif' ? 1 : 0))
      expect(stdout).toContain(format === 'sarif' ? path.split('/').map(encodeURIComponent).join('/').slice(1) : path);
    expect(stdout).toMatch(/undecided|<error/);
  });

  it('is less than a file that fails', () => {
    expect(flea('check', missing, broken, sound).code).toBe(1);
  });

  it('keeps a digest from being asked of several', () => {
    expect(flea('check', sound, broken, '--sha256', '0'.repeat(64)).code).toBe(2);
    expect(flea('check', sound, '--sha256', 'abc').stderr).toContain('64 hexadecimal digits');
  });
});
