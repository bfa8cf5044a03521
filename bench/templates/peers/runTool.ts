/** One tool on one file, in a process of its own with limits of time and memory, and without a network. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { Answer } from './verdict.ts';

export interface TimedAnswer extends Answer {
  readonly seconds: number;
}

const LIMIT_MS = 30_000;
/** In KiB. Some peers render what they are given, and a hostile template may ask for any amount. */
const MEMORY = 4 * 2 ** 20;

/** A proxy at which nothing listens. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * modelaudit sends usage data unless one of the first two is set; the others do not. No token or setting of the user is passed on, and a
 * home of its own keeps what the tools write out of the user's.
 */
function environment(home: string): NodeJS.ProcessEnv {
  return {
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    NO_ANALYTICS: '1',
    DO_NOT_TRACK: '1',
    HF_HUB_OFFLINE: '1',
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_COLOR: '1',
    PATH: process.env['PATH'],
    HOME: home,
  };
}

/** `home` is the working directory too. */
export async function runTool(command: readonly string[], home: string): Promise<TimedAnswer> {
  const limited = ['-c', `ulimit -d ${String(MEMORY)}; exec "$@"`, 'sh', ...command];
  const started = performance.now();
  const child = spawn('sh', limited, {
    cwd: home,
    env: environment(home),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const late = setTimeout(() => {
    killGroup(child.pid);
  }, LIMIT_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  return { code, stdout, seconds: (performance.now() - started) / 1000 };
}

/** The processes that the tool has started end with it. */
function killGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
