/** One run of a fuzzer: its progress as it goes, and the artifacts it leaves. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Toolchain } from './build.ts';
import { FuzzerOutput, type FuzzerProgress } from './fuzzerOutput.ts';
import { ROOT } from './places.ts';
import { runProcess } from './process.ts';
import type { FuzzProgram } from './target.ts';

export interface FuzzerRun {
  readonly program: FuzzProgram;
  readonly maxLength: number;
  readonly seconds: number;
  readonly seed: number;
  /** Grows: inputs that reached something new. */
  readonly corpus: string;
  /** Receives crash-*, timeout-*, oom-* and leak-*. */
  readonly artifacts: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: FuzzerProgress) => void) | undefined;
}

export interface FuzzerOutcome {
  readonly progress: FuzzerProgress;
  /** From the first status line on: starting up and instrumenting are not fuzzing. */
  readonly seconds: number;
  /** Paths of artifacts that were not there before. */
  readonly artifacts: readonly string[];
  /** How it ended where that was not as it should: for people. */
  readonly died: string | null;
}

/** A single execution may take this long. The slowest honest one takes milliseconds. */
const EXECUTION_SECONDS = 10;
const RSS_LIMIT_MB = 2048;
const MALLOC_LIMIT_MB = 512;
/** Over its time: for compiling, the last execution and the statistics. */
const GRACE_SECONDS = 60;

const ARTIFACT = /^(?:crash|timeout|oom|leak|slow-unit)-[0-9a-f]+$/;

/** Never throws for what the fuzzer does: its exit code says nothing reliable, executions and artifacts do. */
export async function runFuzzer(toolchain: Toolchain, run: FuzzerRun): Promise<FuzzerOutcome> {
  for (const folder of [run.corpus, run.artifacts]) mkdirSync(folder, { recursive: true });
  const before = new Set(listArtifacts(run.artifacts));
  const output = new FuzzerOutput();
  const [command, ...args] = toolchain.command(run.program.program, corpusFolders(run), flags(run));
  let started = performance.now();
  const { code, signal, timedOut, stderr } = await runProcess(command, args, {
    cwd: ROOT,
    env: toolchain.env,
    signal: run.signal,
    timeoutMs: (run.seconds + GRACE_SECONDS) * 1000,
    onStderr: (text) => {
      if (output.progress.executions === 0) started = performance.now();
      run.onProgress?.(output.push(text));
    },
  });
  const artifacts = listArtifacts(run.artifacts).filter((path) => !before.has(path));
  const failed = !run.signal?.aborted && artifacts.length === 0 && (code !== 0 || timedOut);
  const how = timedOut ? 'it did not end in time' : `exit ${String(code ?? signal)}`;
  return {
    progress: output.progress,
    seconds: (performance.now() - started) / 1000,
    artifacts,
    died: failed ? `${how}: ${lastLine(stderr)}` : null,
  };
}

function corpusFolders({ corpus, program }: FuzzerRun): readonly string[] {
  return [corpus, ...program.seeds.map((folder) => join(ROOT, folder)).filter((folder) => existsSync(folder))];
}

function flags({ program, maxLength, seconds, seed, artifacts }: FuzzerRun): readonly string[] {
  return [
    `-max_total_time=${String(Math.max(1, Math.round(seconds)))}`,
    `-seed=${String(seed)}`,
    `-max_len=${String(maxLength)}`,
    `-timeout=${String(EXECUTION_SECONDS)}`,
    `-rss_limit_mb=${String(RSS_LIMIT_MB)}`,
    `-malloc_limit_mb=${String(MALLOC_LIMIT_MB)}`,
    `-artifact_prefix=${artifacts}/`,
    '-print_final_stats=1',
    ...(program.dictionary === null ? [] : [`-dict=${join(ROOT, program.dictionary)}`]),
  ];
}

function listArtifacts(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => ARTIFACT.test(name) && !name.startsWith('slow-unit'));
  return names.map((name) => join(folder, name));
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
