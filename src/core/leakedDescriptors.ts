import { openSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';

/** `O_CLOEXEC` in what Linux says of a descriptor's flags, in octal. */
const CLOSE_ON_EXEC = 0o2000000;
/** More are not looked at: whoever leaks so many leaks more than a list of them can mend. */
const MOST = 1024;

/**
 * Descriptors above `first` that this process was started with and that a process started by it would inherit: a CI runner's log, a
 * caller's socket. Node opens its own so that they are closed there. Empty where the system does not tell.
 */
function leakedDescriptors(first: number): readonly number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((fd) => fd >= first && fd < MOST && !closesOnExec(fd));
  } catch {
    return [];
  }
}

let nothing: number | null = null;
/** What this process was started with does not grow: whatever Node opens later is closed in a child. */
let known: readonly number[] | null = null;

/** The streams of a child process, and in the place of each descriptor that would leak into it one that reads nothing. */
export function withoutLeaks<T>(streams: readonly T[]): (T | 'ignore' | number)[] {
  const leaked = (known ??= leakedDescriptors(3)).filter((fd) => fd >= streams.length);
  if (leaked.length === 0) return [...streams];
  // "ignore" leaves a descriptor as it is.
  const empty = (nothing ??= openSync(devNull, 'r'));
  const fillers = Array.from({ length: Math.max(...leaked) + 1 - streams.length }, (_, i) =>
    leaked.includes(streams.length + i) ? empty : 'ignore',
  );
  return [...streams, ...fillers];
}

function closesOnExec(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${String(fd)}`, 'latin1'));
    return (parseInt(flags?.[1] ?? '0', 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    return true;
  }
}
