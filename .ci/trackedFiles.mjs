/**
 * What must not be in a tracked file: secrets, paths of one machine, hosts of package registries, large binaries.
 *
 *   node .ci/trackedFiles.mjs [--controls]
 *
 * --controls: plants one of each in a folder of its own and expects each to be found, and their harmless twins not to be.
 * Exit 0 clean, 1 findings or a failed control.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Most bytes in one tracked file. Models are fetched, not committed. */
const MAX_BYTES = 4 << 20;

/** Each pattern, and pieces that joined make a planted violation and a twin that is none. */
const RULES = [
  {
    name: 'private key',
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
    bad: ['-----BEGIN RSA ', 'PRIVATE KEY-----'],
    good: ['-----BEGIN ', 'PUBLIC KEY-----'],
  },
  {
    name: 'access token',
    pattern:
      /\b(?:gh[pousr]_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|hf_[A-Za-z]{34}|xox[abpr]-[\w-]{20,})/,
    bad: ['ghp', `_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`],
    good: ['ghp', '_short'],
  },
  {
    name: 'credentials in an address',
    pattern: /\b[a-z]+:\/\/[^\s/:@'"`$<>{}]+:[^\s/:@'"`$<>{}]+@/,
    bad: ['https://user', ':secret@example.org/'],
    good: ['https://example', '.org:443/a@b'],
  },
  {
    name: 'path of one machine',
    pattern: /(?<![\w.~])\/(?:home|Users)\/[a-z]|(?<![\w.])\/(?:root|work|farm)\/[a-z.]|[A-Z]:\\Users\\/,
    bad: ['/ho', 'me/someone/models'],
    good: ['src/', 'work/model.ts'],
  },
  {
    name: 'host of a package registry',
    pattern:
      /\b(?:registry\.(?:npmjs|yarnpkg)|(?:files\.)?pythonhosted|(?:test\.)?pypi)\.(?:org|com)\b|\bdeb\.debian\.org\b/,
    bad: ['https://registry.', 'npmjs.org/x'],
    good: ['a registry of ', 'packages'],
  },
];

/** Everything wrong with one file's bytes, as `what: where`. */
function problems(bytes) {
  if (bytes.length > MAX_BYTES) return [`over ${String(MAX_BYTES)} bytes: ${String(bytes.length)}`];
  if (bytes.subarray(0, 8192).includes(0)) return [];
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line, i) => RULES.filter((r) => r.pattern.test(line)).map((r) => `${r.name}: line ${String(i + 1)}`));
}

function trackedFiles() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error('expected a git checkout, found none');
  return stdout.split('\0').filter(Boolean);
}

function scan() {
  const paths = trackedFiles();
  const found = paths.flatMap((path) => {
    try {
      return problems(readFileSync(join(ROOT, path))).map((what) => `${path}: ${what}`);
    } catch (error) {
      // Deleted in the work tree, or a link to nothing: nothing to read.
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
  for (const line of found) process.stdout.write(`${line}\n`);
  process.stdout.write(`${String(paths.length)} tracked files, ${String(found.length)} findings\n`);
  return found.length === 0 && paths.length > 0;
}

function controls() {
  const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-tracked-'));
  const names = (text) => {
    const path = join(folder, 'planted.txt');
    writeFileSync(path, `before\n${text}\nafter\n`);
    return problems(readFileSync(path)).map((what) => what.split(':')[0]);
  };
  try {
    const failures = RULES.flatMap(({ name, bad, good }) => [
      ...(names(bad.join('')).includes(name) ? [] : [`control: planted and not found: ${name}`]),
      ...(names(good.join('')).length === 0 ? [] : [`control: found in a harmless line: ${name}`]),
    ]);
    if (problems(Buffer.alloc(MAX_BYTES + 1)).length !== 1) failures.push('control: a large file is not found');
    for (const line of failures) process.stdout.write(`${line}\n`);
    process.stdout.write(`${String(2 * RULES.length + 1)} controls, ${String(failures.length)} failed\n`);
    return failures.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (process.argv.includes('--controls') ? controls() : scan()) ? 0 : 1;
