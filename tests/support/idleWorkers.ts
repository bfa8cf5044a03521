import type { Worker } from 'node:worker_threads';

/** A worker that says that it is ready and then runs `code`: JavaScript, since Node 20 runs no TypeScript in a thread. */
export function readyThread(code: string): URL {
  return thread(
    `import { parentPort, workerData } from 'node:worker_threads'; parentPort.postMessage('ready'); ${code}`,
  );
}

/** A worker that takes no row of any product: the main thread is left with all of them. */
export const IDLE_THREAD = readyThread("parentPort.on('message', () => undefined);");

/** A worker whose whole program is `code`. */
export function thread(code: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** What `action` gives, and the workers that were started in the meantime. */
export async function withWorkers<T>(action: () => Promise<T>): Promise<readonly [T, readonly Worker[]]> {
  const workers: Worker[] = [];
  const note = (worker: Worker): void => void workers.push(worker);
  process.on('worker', note);
  try {
    return [await action(), workers];
  } finally {
    process.off('worker', note);
  }
}

/** Waits for the end of a worker, however it ends. */
export async function ended(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  await new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
}
