/** Child processes: run to their end with a limit on time, stoppable, their output read as it comes. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** Killed after this. */
  readonly timeoutMs?: number;
  /** Stops the child: SIGINT, on which libFuzzer reports and ends, then SIGKILL. */
  readonly signal?: AbortSignal | undefined;
  readonly onStderr?: (text: string) => void;
}

export interface Ended {
  /** Null when a signal ended it, or it could not start. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  /** The last MAX_KEPT_CHARS of it. */
  readonly stderr: string;
}

/** A campaign of hours prints megabytes; the end of it says how it ended. */
const MAX_KEPT_CHARS = 1 << 18;
/** Between SIGINT and SIGKILL: libFuzzer needs milliseconds to print its statistics. */
const GRACE_MS = 3000;

/** Runs `command` to its end. Never throws: a command that cannot start has `code` null and says so on `stderr`. */
export async function runProcess(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  if (options.signal?.aborted) return { code: null, signal: 'SIGINT', timedOut: false, stdout: '', stderr: '' };
  const { cwd, env, signal } = options;
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kept = collect(child, options.onStderr);
  let timedOut = false;
  const limit =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, options.timeoutMs);
  const stop = (): void => {
    interrupt(child);
  };
  signal?.addEventListener('abort', stop, { once: true });
  const [code, endedBy] = await ended(child, kept);
  clearTimeout(limit);
  signal?.removeEventListener('abort', stop);
  return { code, signal: endedBy, timedOut, ...kept };
}

interface Kept {
  stdout: string;
  stderr: string;
}

function collect(child: ChildProcess, onStderr: RunOptions['onStderr']): Kept {
  const kept: Kept = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    kept.stdout = (kept.stdout + text).slice(-MAX_KEPT_CHARS);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    kept.stderr = (kept.stderr + text).slice(-MAX_KEPT_CHARS);
    onStderr?.(text);
  });
  return kept;
}

function ended(child: ChildProcess, kept: Kept): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      kept.stderr += `${error.message}\n`;
      resolve([null, null]);
    });
    child.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
}

function interrupt(child: ChildProcess): void {
  child.kill('SIGINT');
  const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('close', () => {
    clearTimeout(kill);
  });
}

/** True when `command --version` runs. */
export async function isInstalled(command: string, env: Environment): Promise<boolean> {
  const { code } = await runProcess(command, ['--version'], { cwd: '.', env, timeoutMs: 10_000 });
  return code === 0;
}
