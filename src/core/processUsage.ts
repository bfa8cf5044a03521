/** What another process uses, where the system tells: Linux does. */
import { readFileSync } from 'node:fs';

/** A page, in bytes, on every system that Node runs on with 4 KiB pages; larger pages only make the figure too small. */
const PAGE_BYTES = 4096;
/** Ticks a second in what the kernel tells, which is 100 whatever it counts in. */
const TICKS = 100;

export interface Usage {
  /** Bytes that are in memory; null where the system does not tell. */
  readonly resident: number | null;
  /** Seconds of processor time, of all threads; null where the system does not tell. */
  readonly cpu: number | null;
}

export function usageOf(pid: number): Usage {
  try {
    const [, resident] = readFileSync(`/proc/${String(pid)}/statm`, 'latin1').split(' ');
    // The second field is a name in brackets, which may hold blanks.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { resident: Number(resident) * PAGE_BYTES, cpu: (Number(fields[11]) + Number(fields[12])) / TICKS };
  } catch {
    return { resident: null, cpu: null };
  }
}
