/** Runs inputs through a target outside the fuzzer: true locations, and one signature for each defect. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Toolchain } from './build.ts';
import { JS_BUILD, JS_REPLAY, ROOT } from './places.ts';
import { runProcess } from './process.ts';
import { jsSignature, nativeKind, nativeSignature, type Crash } from './signature.ts';

export interface Replayer {
  /** What the input does to the target, or null when it passes. */
  replay(bytes: Uint8Array): Promise<Crash | null>;
  close(): void;
}

/** An input that takes longer hangs. */
const REPLAY_MS = 10_000;
/** A heap that no input of a few kilobytes needs. */
const HEAP_MB = 512;

export function openReplayer(toolchain: Toolchain, program: string): Replayer {
  return toolchain.kind === 'jazzer' ? new JsReplayer(program) : new NativeReplayer(toolchain, program);
}

const answerSchema = z.strictObject({ stack: z.string().nullable() });

/** A child that answers one input after another; it is started again when an input ends it. */
class JsReplayer implements Replayer {
  readonly #module: string;
  #child: ChildProcess | null = null;

  constructor(program: string) {
    this.#module = join(JS_BUILD, program);
  }

  replay(bytes: Uint8Array): Promise<Crash | null> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve) => {
      const done = (crash: Crash | null): void => {
        clearTimeout(limit);
        child.removeAllListeners();
        resolve(crash);
      };
      const limit = setTimeout(() => {
        this.close();
        done({ kind: 'timeout', signature: 'timeout', stack: `no end within ${String(REPLAY_MS / 1000)} s` });
      }, REPLAY_MS);
      child.once('message', (answer) => {
        const { stack } = answerSchema.parse(answer);
        done(stack === null ? null : { kind: 'crash', signature: jsSignature(stack), stack });
      });
      child.once('exit', (code, signal) => {
        this.#child = null;
        const how = `the process ended with ${String(signal ?? code)}`;
        done({ kind: signal === 'SIGABRT' ? 'out-of-memory' : 'crash', signature: how, stack: how });
      });
      child.send(bytes);
    });
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #start(): ChildProcess {
    return fork(JS_REPLAY, [this.#module], {
      cwd: ROOT,
      serialization: 'advanced',
      execArgv: ['--enable-source-maps', `--max-old-space-size=${String(HEAP_MB)}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }
}

/** The target's own executable, which runs a file that it is given. */
class NativeReplayer implements Replayer {
  readonly #toolchain: Toolchain;
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'flea-flicker-replay-'));

  constructor(toolchain: Toolchain, program: string) {
    this.#toolchain = toolchain;
    this.#program = program;
  }

  async replay(bytes: Uint8Array): Promise<Crash | null> {
    const file = join(this.#folder, 'input');
    writeFileSync(file, bytes);
    const [command, ...args] = this.#toolchain.command(this.#program, [file], [`-artifact_prefix=${this.#folder}/`]);
    const options = { cwd: ROOT, env: this.#toolchain.env, timeoutMs: REPLAY_MS };
    const { code, stderr, timedOut } = await runProcess(command, args, options);
    if (timedOut) return { kind: 'timeout', signature: 'timeout', stack: 'no end within the limit' };
    return code === 0 ? null : { kind: nativeKind(stderr), signature: nativeSignature(stderr), stack: report(stderr) };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** From the error on, without libFuzzer's preamble and AddressSanitizer's map of shadow bytes. */
function report(stderr: string): string {
  const lines = stderr.split('\n');
  const from = lines.findIndex((line) => /EXPECTED|runtime error:|ERROR: /.test(line));
  const shadow = lines.findIndex((line) => line.startsWith('Shadow bytes'));
  return lines
    .slice(Math.max(0, from), shadow < 0 ? undefined : shadow)
    .join('\n')
    .trimEnd();
}
