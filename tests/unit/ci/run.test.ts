import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-ci-'));
mkdirSync(join(folder, '.ci'));
copyFileSync(fileURLToPath(new URL('../../../.ci/run', import.meta.url)), join(folder, '.ci/run'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly last: string | undefined;
}

/** `.ci/run` over planted steps, each a line of shell; the steps that it runs are those of the real script. */
function run(steps: Record<string, string>, env: Record<string, string> = {}, ...only: string[]): Outcome {
  const functions = Object.entries(steps).map(([name, body]) => `step_${name.replaceAll('-', '_')}() { ${body}; }`);
  writeFileSync(join(folder, '.ci/steps.sh'), `limit_of() { echo 2; }\n${functions.join('\n')}\n`);
  const args = [
    join(folder, '.ci/run'),
    ...(only.length > 0 ? only : Object.keys(steps)).flatMap((s) => ['--only', s]),
  ];
  const { status, stdout } = spawnSync('bash', args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, stdout, last: stdout.trimEnd().split('\n').at(-1) };
}

describe('.ci/run', () => {
  it('counts what passed and exits 0', () => {
    expect(run({ typecheck: 'echo fine', lint: 'true' })).toMatchObject({ status: 0, last: '2 passed, 0 failed' });
  });

  it('goes on after a failed step, shows the end of its output and exits 1', () => {
    const { status, last, stdout } = run({
      typecheck: 'echo what went wrong; false; echo not reached',
      corpus: 'true',
      test: 'true',
    });
    expect([status, last]).toEqual([1, '2 passed, 1 failed']);
    expect(stdout).toContain('    | what went wrong');
    expect(stdout).not.toContain('not reached');
  });

  it('takes a pipe’s first failure for a failure', () => {
    expect(run({ test: 'false | cat' })).toMatchObject({ status: 1, last: '0 passed, 1 failed' });
  });

  it('stops a step at its limit', () => {
    const { status, last, stdout } = run({ test: 'sleep 30' });
    expect([status, last]).toEqual([1, '0 passed, 1 failed']);
    expect(stdout).toContain('stopped after its limit of 2 s');
  });

  it('names what was left out, which in CI is a failure except for nvcc', () => {
    const steps = { typecheck: 'true', models: 'echo no network; exit 3', nvcc: 'echo no nvcc; exit 3' };
    const here = run(steps);
    expect([here.status, here.last]).toEqual([0, '1 passed, 0 failed']);
    expect(here.stdout).toContain('left out: models: no network');
    const ci = run(steps, { CI: 'true' });
    expect([ci.status, ci.last]).toEqual([1, '1 passed, 1 failed']);
    expect(ci.stdout).toContain('left out: nvcc: no nvcc');
  });

  it('fails when nothing ran, and refuses a step that does not exist', () => {
    expect(run({ nvcc: 'exit 3' })).toMatchObject({ status: 1, last: '0 passed, 0 failed' });
    expect(run({ lint: 'true' }, {}, 'nonsense')).toMatchObject({ status: 2, stdout: '' });
  });

  it('runs every step that there is', () => {
    const steps = spawnSync('bash', [fileURLToPath(new URL('../../../.ci/run', import.meta.url)), '--list'], {
      encoding: 'utf8',
    });
    const names = steps.stdout.trim().split('\n');
    expect(names.length).toBeGreaterThan(12);
    const planted = Object.fromEntries(names.map((name) => [name, 'true']));
    writeFileSync(join(folder, '.ci/steps.sh'), '');
    expect(run(planted).last).toBe(`${String(names.length)} passed, 0 failed`);
  });
});
