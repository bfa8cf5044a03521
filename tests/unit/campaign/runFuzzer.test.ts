import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Toolchain } from '../../../src/campaign/build.ts';
import type { FuzzerProgress } from '../../../src/campaign/fuzzerOutput.ts';
import { runFuzzer, type FuzzerOutcome, type FuzzerRun } from '../../../src/campaign/runFuzzer.ts';
import { temporaryFolder } from '../../support/cli.ts';

const root = temporaryFolder();
let folder = '';
let count = 0;

beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

/** A fuzzer that is a few lines of JavaScript; it gets its flags as arguments. */
function run(script: string, overrides: Partial<FuzzerRun> = {}): Promise<FuzzerOutcome> {
  const toolchain: Toolchain = {
    kind: 'libfuzzer',
    env: process.env,
    notes: [],
    command: (_program, corpus, flags) => [
      process.execPath,
      '-e',
      `const fs=require('fs');const args=process.argv.slice(1);${script}`,
      '--',
      ...flags,
      ...corpus,
    ],
  };
  return runFuzzer(toolchain, {
    program: { program: 'fake', seeds: ['no/such/folder', 'fuzz/seeds/gguf-parse'], dictionary: null },
    maxLength: 64,
    seconds: 3,
    seed: 5,
    corpus: join(folder, 'corpus'),
    artifacts: join(folder, 'artifacts'),
    ...overrides,
  });
}

const PREFIX = "args.find(a=>a.startsWith('-artifact_prefix=')).slice(17)";

describe('runFuzzer', () => {
  it('counts executions and ends clean', async () => {
    const seen: FuzzerProgress[] = [];
    const script = "console.error('#2\\tINITED cov: 3 ft: 4 corp: 1/1b');console.error('Done 77 runs in 1 second(s)')";
    const outcome = await run(script, { onProgress: (progress) => seen.push(progress) });
    expect(outcome).toMatchObject({ progress: { executions: 77, coverage: 3 }, artifacts: [], died: null });
    expect(seen.length).toBeGreaterThan(0);
  });

  it('passes its limits, seed and the folders that exist', async () => {
    await run(`fs.writeFileSync(${JSON.stringify(join(root, 'args.json'))},JSON.stringify(args))`);
    const args = JSON.parse(readFileSync(join(root, 'args.json'), 'utf8')) as string[];
    expect(args).toEqual(
      expect.arrayContaining([
        '-seed=5',
        '-max_len=64',
        '-max_total_time=3',
        '-rss_limit_mb=2048',
        '-malloc_limit_mb=512',
      ]),
    );
    expect(args.filter((arg) => !arg.startsWith('-')).map((path) => path.split('/').at(-1))).toEqual([
      'corpus',
      'gguf-parse',
    ]);
  });

  it('believes artifacts, not the exit code', async () => {
    const outcome = await run(`fs.writeFileSync(${PREFIX}+'crash-0a','x');fs.writeFileSync(${PREFIX}+'notes.txt','x')`);
    expect(outcome.artifacts).toEqual([join(folder, 'artifacts', 'crash-0a')]);
    expect(outcome.died).toBeNull();
  });

  it('says how it died where no artifact does', async () => {
    const outcome = await run("console.error('cannot load');process.exitCode=71");
    expect(outcome.died).toBe('exit 71: cannot load');
    expect(outcome.progress.executions).toBe(0);
  });

  it('says so when it cannot start', async () => {
    const missing = {
      kind: 'libfuzzer',
      env: process.env,
      notes: [],
      command: () => ['./no-such-fuzzer'],
    } as unknown as Toolchain;
    const program = { program: '', seeds: [], dictionary: null };
    const places = { corpus: join(folder, 'c'), artifacts: join(folder, 'a') };
    const outcome = await runFuzzer(missing, { program, maxLength: 1, seconds: 1, seed: 1, ...places });
    expect(outcome.died).toMatch(/ENOENT/);
  });

  it('stops when it is told to, with what was done until then', async () => {
    const controller = new AbortController();
    const script =
      "console.error('#10\\tpulse cov: 1');process.on('SIGINT',()=>{console.error('Done 11 runs in 0 second(s)');process.exit(0)});setInterval(()=>{},1000)";
    const outcome = await run(script, {
      signal: controller.signal,
      onProgress: () => {
        // SIGINT must not come before the script listens for it.
        setTimeout(() => {
          controller.abort();
        }, 100);
      },
    });
    expect(outcome).toMatchObject({ progress: { executions: 11 }, died: null });
  });
});
