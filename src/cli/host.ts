/** The process as commands see it: everything they print, read from the environment or are told to stop by. */
import pc from 'picocolors';

export interface Host {
  /** Data, to stdout. */
  out(text: string): void;
  /** Everything else, to stderr. */
  err(text: string): void;
  readonly progress: Progress;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly isCi: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One live line on a terminal; elsewhere a plain line now and then. */
export interface Progress {
  update(text: string): void;
  /** Removes the live line, so that a report can follow. */
  clear(): void;
}

/** Between two plain lines, so that a CI log stays readable. */
const PLAIN_INTERVAL_MS = 5000;
/** Between two redraws of the live line. */
const LIVE_INTERVAL_MS = 80;

export function createHost(): Host {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
    // A second Ctrl-C no longer waits for anything.
    process.once('SIGINT', () => process.exit(130));
  });
  // A reader such as `head` that has seen enough is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    progress: process.stderr.isTTY && !process.env['CI'] ? liveProgress() : plainProgress(),
    signal: controller.signal,
    isCi: Boolean(process.env['CI']),
    env: process.env,
  };
}

function liveProgress(): Progress {
  let last = 0;
  let shown = false;
  return {
    update: (text) => {
      const now = Date.now();
      if (now - last < LIVE_INTERVAL_MS) return;
      last = now;
      shown = true;
      process.stderr.write(`\r\u001b[2K${pc.dim(text.slice(0, process.stderr.columns - 1))}`);
    },
    clear: () => {
      if (shown) process.stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}

function plainProgress(): Progress {
  let last = Date.now();
  return {
    update: (text) => {
      const now = Date.now();
      if (now - last < PLAIN_INTERVAL_MS) return;
      last = now;
      process.stderr.write(`${text}\n`);
    },
    clear: () => undefined,
  };
}
