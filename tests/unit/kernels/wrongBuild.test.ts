/** Edits are applied to copies when CMake configures; one that does not match once ends the build. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SOURCE = 'int once;\nint twice;\nint twice;\n';
const hasCmake = spawnSync('cmake', ['--version']).status === 0;

interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A repository of a source, a header, the wrong versions with those edits, and the program that applies them. */
function planted(edits: readonly Edit[], compiles: readonly string[] = []): string {
  const root = mkdtempSync(join(tmpdir(), 'flea-flicker-wrong-'));
  folders.push(root);
  const version = { id: 'a.b', what: 'c', edits, compiles, lane: 'plain', killers: ['bound'] };
  const files: Readonly<Record<string, string>> = {
    'native/a.cc': SOURCE,
    'native/a.h': SOURCE,
    'native/wrong/a.json': JSON.stringify({ versions: [version] }),
    'native/cmake/wrong.cmake': readFileSync(`${ROOT}native/cmake/wrong.cmake`, 'utf8'),
    'scripts/wrong-versions.mjs': readFileSync(`${ROOT}scripts/wrong-versions.mjs`, 'utf8'),
    'CMakeLists.txt':
      'cmake_minimum_required(VERSION 3.22)\nproject(planted LANGUAGES NONE)\ninclude(native/cmake/wrong.cmake)\nff_write_wrong_versions()\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function write(root: string): { readonly status: number | null; readonly stderr: string } {
  const args = [join(root, 'scripts/wrong-versions.mjs'), 'write', join(root, 'tree')];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

const edit = (find: string, file = 'native/a.cc'): Edit => ({ file, find, replace: 'int wrong;' });

describe('the copies of a wrong version', () => {
  it('have the edit, and the original stays as it is', () => {
    const root = planted([edit('int once;')]);
    expect(write(root)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(root, 'tree/a.b/native/a.cc'), 'utf8')).toBe('int wrong;\nint twice;\nint twice;\n');
    expect(readFileSync(join(root, 'native/a.cc'), 'utf8')).toBe(SOURCE);
    const calls = readFileSync(join(root, 'tree/native.cmake'), 'utf8');
    expect(calls).toBe('ff_wrong_native("a.b" "a_b" "plain" "" "native/a.cc")\n');
  });

  it('are made again when the source, the catalogue or the program changes', () => {
    const root = planted([edit('int once;')]);
    write(root);
    const depends = readFileSync(join(root, 'tree/depends.cmake'), 'utf8');
    for (const name of ['native/a.cc', 'native/wrong/a.json', 'scripts/wrong-versions.mjs'])
      expect(depends).toContain(`"${join(root, name)}"`);
  });

  it('match over several lines', () => {
    expect(write(planted([edit('int twice;\nint twice;\n')])).status).toBe(0);
  });

  it('of a header lie beside that of the source which is compiled', () => {
    const root = planted([edit('int once;', 'native/a.h')], ['native/a.cc']);
    expect(write(root).status).toBe(0);
    expect(readFileSync(join(root, 'tree/a.b/native/a.h'), 'utf8')).toContain('int wrong;');
    expect(readFileSync(join(root, 'tree/a.b/native/a.cc'), 'utf8')).toBe(SOURCE);
  });

  it('are not written again while they are as they were, and go when nothing asks for them', () => {
    const root = planted([edit('int once;')]);
    write(root);
    const copy = join(root, 'tree/a.b/native/a.cc');
    utimesSync(copy, 1, 1);
    const stale = join(root, 'tree/a.b/native/stale.h');
    writeFileSync(stale, '');
    write(root);
    expect(statSync(copy).mtimeMs).toBe(1000);
    expect(existsSync(stale)).toBe(false);
  });
});

describe('a text that does not occur once', () => {
  it.each([
    [0, 'int never;'],
    [2, 'int twice;'],
  ])('but %i times is refused in one line', (times, find) => {
    const { status, stderr } = write(planted([edit(find)]));
    expect([status, stderr]).toEqual([
      1,
      `a.b: native/a.cc: expected the text to match once, found ${String(times)} times\n`,
    ]);
  });

  const run = hasCmake || process.env['CI'] ? it : it.skip;
  run.each([
    [0, 'int never;'],
    [2, 'int twice;'],
  ])(`but %i times ends the build${hasCmake ? '' : ' (left out: no cmake)'}`, (times, find) => {
    const root = planted([edit(find)]);
    const { status, stderr } = spawnSync('cmake', ['-S', root, '-B', join(root, 'build')], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`a.b: native/a.cc: expected the text to match once, found ${String(times)} times`);
  });

  run('once is built', () => {
    const root = planted([edit('int once;')]);
    const { status, stderr } = spawnSync('cmake', ['-S', root, '-B', join(root, 'build')], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(existsSync(join(root, 'build/wrong/a.b/native/a.cc'))).toBe(true);
  });
});
