/** Builds a target, quickly where nothing changed, and says how to start it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CampaignError } from './errors.ts';
import { prepareAddon } from './jazzerAddon.ts';
import { JAZZER_WRAPPER, JS_BUILD, NATIVE_BUILD, requireSources, ROOT } from './places.ts';
import { isInstalled, runProcess, type Environment } from './process.ts';
import type { TargetKind } from './target.ts';

/** How to start a fuzzer of one kind: everything but the program, the corpus and libFuzzer's own flags. */
export interface Toolchain {
  readonly kind: TargetKind;
  readonly env: Environment;
  /** Lines for people about what had to be done. */
  readonly notes: readonly string[];
  /** The command that runs `program` with `corpus` folders and libFuzzer's `flags`. */
  command(program: string, corpus: readonly string[], flags: readonly string[]): readonly [string, ...string[]];
}

/** Throws CampaignError where something is missing, with what installs it. */
export async function prepare(kind: TargetKind, env: Environment): Promise<Toolchain> {
  requireSources();
  return kind === 'jazzer' ? prepareJazzer(env) : prepareLibFuzzer(env);
}

async function prepareJazzer(env: Environment): Promise<Toolchain> {
  const addon = await prepareAddon(env);
  await step('TypeScript', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'fuzz/tsconfig.json'], env);
  return {
    kind: 'jazzer',
    env: { ...env, ...addon.env },
    notes: addon.note === null ? [] : [addon.note],
    command: (program, corpus, flags) => [
      process.execPath,
      JAZZER_WRAPPER,
      join(JS_BUILD, program),
      '--sync',
      // The oracle looks at Object.prototype itself, and the parser opens nothing: the detectors halve the speed.
      ...['--disableBugDetectors', '.*'],
      ...['-i', `${JS_BUILD}/`],
      ...corpus,
      '--',
      ...flags,
    ],
  };
}

async function prepareLibFuzzer(env: Environment): Promise<Toolchain> {
  const clang = await findClang(env);
  if (!(await isInstalled('cmake', env)))
    throw new CampaignError('fuzz/no-clang', 'fuzz: expected cmake, found none: apt-get install cmake make');
  if (!existsSync(join(NATIVE_BUILD, 'CMakeCache.txt'))) {
    const args = ['-S', 'fuzz/native', '-B', NATIVE_BUILD, `-DCMAKE_CXX_COMPILER=${clang}`];
    await step('native targets (configure)', 'cmake', args, env);
  }
  await step('native targets', 'cmake', ['--build', NATIVE_BUILD, '--parallel', '2'], env);
  const symbolizer = clang.replace('clang++', 'llvm-symbolizer');
  return {
    kind: 'libfuzzer',
    env: {
      ...env,
      ...((await isInstalled(symbolizer, env)) && { ASAN_SYMBOLIZER_PATH: await pathOf(symbolizer, env) }),
    },
    notes: [],
    command: (program, corpus, flags) => [join(NATIVE_BUILD, program), ...flags, ...corpus],
  };
}

async function findClang(env: Environment): Promise<string> {
  for (const name of ['clang++-19', 'clang++']) if (await isInstalled(name, env)) return name;
  const install = 'apt-get install clang-19 libclang-rt-19-dev llvm-19';
  throw new CampaignError('fuzz/no-clang', `fuzz: expected clang++ 19 with libFuzzer, found none: ${install}`);
}

/** Sanitizers want the whole path. */
async function pathOf(command: string, env: Environment): Promise<string> {
  const { stdout } = await runProcess('sh', ['-c', `command -v ${command}`], { cwd: ROOT, env });
  return stdout.trim();
}

async function step(what: string, command: string, args: readonly string[], env: Environment): Promise<void> {
  const { code, stdout, stderr } = await runProcess(command, args, { cwd: ROOT, env });
  if (code === 0) return;
  const lines = `${stdout}\n${stderr}`.split('\n');
  const first = lines.find((line) => /error/i.test(line)) ?? lines.find((line) => line.trim() !== '') ?? 'no output';
  throw new CampaignError('fuzz/build', `fuzz: building ${what} failed: ${first.trim()}`);
}
