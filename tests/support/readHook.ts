/**
 * A hook before any read of a file by position, for tests of what happens when somebody writes to a file between two of them. A test that
 * uses it says, before its imports run:
 *
 *   vi.mock('node:fs', async (original) => (await import('…/support/readHook.ts')).hookedFs(await original()));
 */
import type * as Fs from 'node:fs';

let beforeRead: ((index: number) => void) | null = null;
let reads = 0;

/** `node:fs`, of which `readSync` calls the hook first. */
export function hookedFs(fs: typeof Fs): typeof Fs {
  const readSync = (...args: Parameters<typeof Fs.readSync>): number => {
    beforeRead?.(reads++);
    return fs.readSync(...args);
  };
  return { ...fs, readSync: readSync as typeof Fs.readSync };
}

/** Runs `action` with `hook` called before each read, which it is given the number of. Gives how many reads there were. */
export async function withReadHook(hook: (index: number) => void, action: () => Promise<unknown>): Promise<number> {
  beforeRead = hook;
  reads = 0;
  try {
    await action();
    return reads;
  } finally {
    beforeRead = null;
  }
}
