/** The process as commands see it: everything they print, read from the environment or are told to stop by. */
import pc from 'picocolors';
import { printable } from '../core/printable.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { StandardStream } from './standardStream.ts';

export interface Host {
  /** Data, to stdout: text or JSON, in which no CI runner finds a command. */
  out(text: string): void;
  /** Data that is made of commands to a CI runner. */
  outCommands(text: string): void;
  /** Everything else, to stderr. */
  err(text: string): void;
  readonly progress: Progress;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** The exit code of a run that was told to stop; null until then. */
  stopCode(): ExitCode | null;
  readonly isCi: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One live line on a terminal; elsewhere a plain line now and then. */
interface Progress {
  update(text: string): void;
  /** Removes the live line, so that a report can follow. */
  clear(): void;
}

/** Between two plain lines, so that a CI log stays readable. */
const PLAIN_INTERVAL_MS = 5000;
/** Between two redraws of the live line. */
const LIVE_INTERVAL_MS = 80;

/** Characters of a progress line. */
const MAX_PROGRESS = 300;

export function createHost(): Host {
  const stderr = new StandardStream(process.stderr);
  const stdout = new StandardStream(process.stdout, ({ message }) => {
    stderr.write(`flea-flicker: stdout: expected to write there, found that ${printable(message)} [io/stdout]\n`);
  });
  const err = (text: string): void => {
    stderr.write(text);
  };
  return {
    out: (text) => {
      stdout.write(text);
    },
    outCommands: (text) => {
      stdout.writeCommands(text);
    },
    err,
    progress: process.stderr.isTTY && !process.env['CI'] ? liveProgress(err) : plainProgress(err),
    ...stopSignals(),
    isCi: Boolean(process.env['CI']),
    env: process.env,
  };
}

/** The first signal asks for an end with all reports; a second one no longer waits for anything. */
function stopSignals(): Pick<Host, 'signal' | 'stopCode'> {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  const stop = (asked: ExitCode): void => {
    if (code !== null) process.exit(asked);
    code = asked;
    controller.abort();
  };
  process.on('SIGINT', () => {
    stop(EXIT.interrupted);
  });
  process.on('SIGTERM', () => {
    stop(EXIT.terminated);
  });
  return { signal: controller.signal, stopCode: () => code };
}

function liveProgress(write: (text: string) => void): Progress {
  let last = 0;
  let shown = false;
  return {
    update: (text) => {
      const now = Date.now();
      if (now - last < LIVE_INTERVAL_MS) return;
      last = now;
      shown = true;
      const width = Math.min(MAX_PROGRESS, process.stderr.columns - 2);
      write(`\r\u001b[2K${pc.dim(printable(text, width))}`);
    },
    clear: () => {
      if (shown) write('\r\u001b[2K');
      shown = false;
    },
  };
}

function plainProgress(write: (text: string) => void): Progress {
  let last = Date.now();
  return {
    update: (text) => {
      const now = Date.now();
      if (now - last < PLAIN_INTERVAL_MS) return;
      last = now;
      write(`${printable(text, MAX_PROGRESS)}\n`);
    },
    clear: () => undefined,
  };
}
