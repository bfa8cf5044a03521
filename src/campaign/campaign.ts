/** One campaign: the fuzzer in a process of its own, watched live; what it found deduplicated, minimised and replayed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { artifactKind, NO_STATUS, parseArtifactLine, parseStatusLine, type FuzzerStatus } from './fuzzerOutput.ts';
import { FuzzError, prepareJazzerAddon } from './jazzerAddon.ts';
import { minimise, replay, replayCommand } from './replay.ts';
import type { FuzzTarget } from './target.ts';

export interface CampaignOptions {
  /** Of the package: targets are found from here. */
  readonly root: string;
  readonly seconds: number;
  readonly seed: number;
  /** Findings and the grown corpus go to a folder of the target's name here. */
  readonly out: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onStatus?: (status: FuzzerStatus, findings: number) => void;
  /** What a user should know of how it runs, in one line. */
  readonly onNote?: (note: string) => void;
}

export interface FuzzFinding {
  readonly kind: string;
  readonly signature: string;
  readonly path: string;
  /** How often the same one came up. */
  readonly count: number;
  readonly output: string;
  /** The command that shows it again. */
  readonly replay: string;
}

export interface CampaignResult extends FuzzerStatus {
  readonly target: string;
  readonly seconds: number;
  readonly findings: readonly FuzzFinding[];
  readonly interrupted: boolean;
  /** The last lines of a fuzzer that ran nothing. */
  readonly lastWords: string;
}

/** Memory of one fuzzer, in MiB: an input that needs more is a finding. */
const RSS_LIMIT_MIB = 2048;
/** Seconds for one input: the slowest seed takes milliseconds. */
const INPUT_SECONDS = 10;

/** Throws FuzzError when the fuzzer cannot be started. Zero executions are the caller's to judge. */
export async function runCampaign(target: FuzzTarget, options: CampaignOptions): Promise<CampaignResult> {
  const started = performance.now();
  const folder = join(options.out, target.name);
  const artifacts = join(folder, 'artifacts');
  rmSync(artifacts, { recursive: true, force: true });
  for (const path of [artifacts, join(folder, 'corpus')]) mkdirSync(path, { recursive: true });
  const known = regressions(target, options);
  const watched = await watch(startFuzzer(target, folder, options), options);
  const found = readdirSync(artifacts).map((name) => join(artifacts, name));
  const findings = [...known, ...collect(target, found, folder, options)];
  return {
    target: target.name,
    ...watched.status,
    seconds: (performance.now() - started) / 1000,
    findings,
    interrupted: options.signal?.aborted ?? false,
    lastWords: watched.lastWords,
  };
}

/** Inputs that once found something and do so again. */
function regressions(target: FuzzTarget, { root }: CampaignOptions): readonly FuzzFinding[] {
  const folder = join(root, target.regress);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { signature, output } = replay(root, target, path);
    if (signature === null) return [];
    return [{ kind: 'regression', signature, path, count: 1, output, replay: replayCommand(target, path) }];
  });
}

function startFuzzer(target: FuzzTarget, folder: string, options: CampaignOptions): ChildProcess {
  const { root } = options;
  const seeds = target.seeds.map((seed) => join(root, seed)).filter((seed) => existsSync(seed));
  const corpora = [join(folder, 'corpus'), ...seeds];
  const flags = [
    `-max_total_time=${String(Math.max(1, Math.round(options.seconds)))}`,
    `-seed=${String(options.seed)}`,
    `-artifact_prefix=${join(folder, 'artifacts')}/`,
    `-dict=${join(root, target.dictionary)}`,
    `-max_len=${String(target.maxLength)}`,
    `-rss_limit_mb=${String(RSS_LIMIT_MIB)}`,
    `-timeout=${String(INPUT_SECONDS)}`,
    '-print_final_stats=1',
    '-use_value_profile=0',
  ];
  const program = join(root, target.program);
  if (!existsSync(program)) throw new FuzzError('fuzz/not-built', `expected ${target.program}, found none`);
  if (target.kind === 'libfuzzer')
    return spawn(program, [...flags, ...corpora], { cwd: root, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { env, note } = prepareJazzerAddon(root);
  if (note !== null) options.onNote?.(note);
  const args = [
    join(root, 'scripts/jazzer.mjs'),
    program,
    ...corpora,
    '-i',
    'build/fuzz-js/',
    '--sync',
    '--',
    ...flags,
  ];
  return spawn(process.execPath, args, {
    cwd: root,
    env: { ...options.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Watched {
  readonly status: FuzzerStatus;
  readonly lastWords: string;
}

function watch(child: ChildProcess, { signal, onStatus, seconds }: CampaignOptions): Promise<Watched> {
  let status = NO_STATUS;
  let findings = 0;
  let rest = '';
  let lastWords = '';
  const read = (data: Buffer): void => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      status = parseStatusLine(line, status);
      if (parseArtifactLine(line) !== null) findings++;
      lastWords = `${lastWords}\n${line}`.slice(-4000);
    }
    onStatus?.(status, findings);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  const stop = (): void => void child.kill('SIGINT');
  signal?.addEventListener('abort', stop, { once: true });
  // A fuzzer that does not keep its own time is stopped.
  const deadline = setTimeout(() => child.kill('SIGKILL'), (seconds + 60) * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', stop);
      resolve({ status, lastWords: lastWords.trim() });
    });
  });
}

/** Each artifact replayed, those with one signature taken together, the smallest of them minimised. */
function collect(
  target: FuzzTarget,
  paths: readonly string[],
  folder: string,
  { root }: CampaignOptions,
): readonly FuzzFinding[] {
  const bySignature = new Map<string, FuzzFinding>();
  for (const path of paths) {
    const { signature, output } = replay(root, target, path);
    const name = signature ?? 'does not repeat outside the fuzzer';
    const seen = bySignature.get(name);
    const finding = {
      kind: artifactKind(path),
      signature: name,
      path,
      count: 1,
      output,
      replay: replayCommand(target, path),
    };
    bySignature.set(name, seen ? { ...seen, count: seen.count + 1 } : finding);
  }
  return [...bySignature.values()].map((finding, i) => {
    const to = join(folder, `minimised-${String(i)}`);
    if (!minimise(root, target, finding.path, to)) return finding;
    return { ...finding, path: to, replay: replayCommand(target, to) };
  });
}
