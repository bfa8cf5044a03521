import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

describe('what installs tools', () => {
  it('pins every Python package to one version', () => {
    for (const path of ['.ci/requirements.txt', '.ci/style-requirements.txt'])
      expect(
        read(path)
          .trim()
          .split('\n')
          .filter((line) => !/^[\w.-]+==[\w.]+$/.test(line)),
      ).toEqual([]);
  });

  it('lets no npm package run a script, so that nobody gets hooks unasked', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
  });
});

describe('.ci/style.mjs', () => {
  it('refuses a tool that does not exist', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL('.ci/style.mjs', ROOT)), 'nonsense'],
      {
        encoding: 'utf8',
      },
    );
    expect([status, stderr]).toEqual([2, 'expected clang-format, shellcheck, typos, knip, found nonsense\n']);
  });
});
