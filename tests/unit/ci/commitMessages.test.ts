import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../.ci/commitMessages.mjs', import.meta.url));
const LONG = `Say ${'x'.repeat(69)}`;

const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-commits-'));
const full = join(folder, 'full');

/** Nothing of whoever runs the tests: no hooks, no signatures, no name. */
const env = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

function git(cwd: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const commit = (message: string): void => {
  git(full, 'commit', '--quiet', '--allow-empty', '--message', message);
};

function judged(cwd: string, ...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd, env, encoding: 'utf8' });
  return { status, stdout };
}

function clone(name: string, ...options: string[]): string {
  git(folder, 'clone', '--quiet', ...options, pathToFileURL(full).href, name);
  return join(folder, name);
}

beforeAll(() => {
  git(folder, 'init', '--quiet', '--initial-branch', 'main', 'full');
  commit(LONG);
  commit('Say why');
  commit('Say it again');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the messages of commits', () => {
  it('are judged rightly where they are planted', () => {
    expect(judged(full, '--controls')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(', 0 failed') as string,
    });
  });

  it('fail with a subject of 73 characters, which is named', () => {
    expect(judged(full, '--newest', '2').status).toBe(0);
    const { status, stdout } = judged(full, '--newest', '3');
    expect(status).toBe(1);
    expect(stdout).toContain(`${LONG}\n    expected at most 72 characters, found 73`);
    expect(stdout).toContain('3 commit messages, 1 findings');
  });

  it('are those that origin/main lacks, when none are asked for', () => {
    const mine = clone('mine');
    git(mine, 'commit', '--quiet', '--allow-empty', '--message', 'Say it once more');
    expect(judged(mine)).toEqual({ status: 0, stdout: '1 commit messages, 0 findings\n' });
    git(mine, 'commit', '--quiet', '--allow-empty', '--message', 'Say it with a full stop.');
    expect(judged(mine)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('expected no full stop') as string,
    });
  });

  it('are the last one alone where there is no origin, and where a range is not in the clone', () => {
    for (const range of [[], ['gone..HEAD']]) {
      const { status, stdout } = judged(full, ...range);
      expect([status, stdout.split('\n').at(-2)]).toEqual([0, '1 commit messages, 0 findings']);
      expect(stdout).toContain('judging the last one');
    }
  });

  it('are as many as a shallow clone has', () => {
    const shallow = clone('shallow', '--depth', '2');
    expect(judged(shallow, '--newest', '30')).toEqual({ status: 0, stdout: '2 commit messages, 0 findings\n' });
  });

  it('are judged before they are committed, without the comments of git', () => {
    const message = join(folder, 'COMMIT_EDITMSG');
    writeFileSync(message, `# Please enter the message.\nSay why\n\nBecause.\n# On branch main\n`);
    expect(judged(full, '--file', message).status).toBe(0);
    writeFileSync(message, `${LONG}\n`);
    expect(judged(full, '--file', message).status).toBe(1);
  });

  it('are not judged on a request that makes no sense, nor outside a repository', () => {
    expect(judged(full, '--newest', '0').status).toBe(2);
    expect(judged(full, 'one', 'two').status).toBe(2);
    expect(judged(folder).status).toBe(1);
  });
});
