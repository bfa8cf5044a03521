import { readdirSync, readFileSync } from 'node:fs';

/** `O_CLOEXEC` in what Linux says of a descriptor's flags, in octal. */
const CLOSE_ON_EXEC = 0o2000000;
/** More are not looked at: whoever leaks so many leaks more than a list of them can mend. */
const MOST = 1024;

/**
 * Descriptors above `first` that this process was started with and that a process started by it would inherit: a CI runner's log, a
 * caller's socket. Node opens its own so that they are closed there. Empty where the system does not tell.
 */
export function leakedDescriptors(first: number): readonly number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((fd) => fd >= first && fd < MOST && !closesOnExec(fd));
  } catch {
    return [];
  }
}

/** The streams of a child process after `streams`: nothing in the place of what would leak into it. */
export function withoutLeaks<T>(streams: readonly T[]): readonly (T | 'ignore')[] {
  const last = Math.max(streams.length - 1, ...leakedDescriptors(streams.length));
  return Array.from({ length: last + 1 }, (_, fd) => streams[fd] ?? 'ignore');
}

function closesOnExec(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${String(fd)}`, 'latin1'));
    return (parseInt(flags?.[1] ?? '0', 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    return true;
  }
}
