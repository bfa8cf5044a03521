import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { IoError } from '../../core/errors.ts';
import type { FileSource } from '../../gguf/source.ts';
import { FilePass, type PassResult, type ScanPlan } from './filePass.ts';
import { nativeScan } from './nativeScan.ts';
import type { PassFile, PassMessage } from './passThread.ts';

/** Below, a thread takes longer to start than the pass. */
const MIN_THREAD_BYTES = 16 << 20;

/** Pieces between two looks at the signal. */
const PIECES_AT_ONCE = 4;

/** Node 20 runs no TypeScript in a thread: what is not built does all on this one. */
const THREAD = import.meta.url.endsWith('.js') ? new URL('./passThread.js', import.meta.url) : null;

export interface PassOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

export interface StartedPass {
  /**
   * Reads the file; the result is null when the signal stopped it. To be called once. Throws IoError where the file cannot be read to
   * its end.
   */
  run(plan: ScanPlan | null): { readonly result: Promise<PassResult | null> };
  /** Ends the thread, if there is one. The file may be closed when this is fulfilled. */
  close(): Promise<void>;
}

/** A pass over `source`: a large file on a thread, which starts while this one goes on; a small one here. */
export function startPass(source: FileSource, options: PassOptions): StartedPass {
  const isLarge = source.size >= MIN_THREAD_BYTES;
  return THREAD && isLarge ? onThread(THREAD, source, options) : onThisThread(source, options);
}

function onThisThread(source: FileSource, options: PassOptions): StartedPass {
  return {
    run: (plan) => ({ result: readHere(new FilePass(source, plan, nativeScan() ?? undefined), options) }),
    close: () => Promise.resolve(),
  };
}

async function readHere(pass: FilePass, { signal, onProgress }: PassOptions): Promise<PassResult | null> {
  while (!pass.isDone) {
    if (signal?.aborted) return null;
    pass.steps(PIECES_AT_ONCE);
    onProgress?.(pass.position);
    await setImmediate();
  }
  return pass.result();
}

function onThread(thread: URL, { descriptor, name, size }: FileSource, options: PassOptions): StartedPass {
  const workerData: PassFile = { descriptor, name, size };
  const worker = new Worker(thread, { workerData });
  const ended = once(worker, 'exit');
  return {
    run: (plan) => {
      const result = outcomeOf(worker, options);
      worker.postMessage(plan);
      // Who asks for it may be busy when it fails.
      result.catch(() => undefined);
      return { result };
    },
    close: async () => {
      await worker.terminate();
      await ended;
    },
  };
}

async function outcomeOf(worker: Worker, { signal, onProgress }: PassOptions): Promise<PassResult | null> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      resolve(null);
    };
    if (signal?.aborted) {
      stop();
      return;
    }
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('error', reject);
    worker.on('message', (message: PassMessage) => {
      if (message.kind === 'progress') return onProgress?.(message.bytes);
      signal?.removeEventListener('abort', stop);
      if (message.kind === 'result') {
        resolve(message.result);
        return;
      }
      const { code, message: text, path, offset } = message.failure;
      reject(new IoError(code, text, { ...(path !== undefined && { path }), ...(offset !== undefined && { offset }) }));
    });
  });
}
