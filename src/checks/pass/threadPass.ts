import { Worker } from 'node:worker_threads';
import { IoError } from '../../core/errors.ts';
import type { DescribedSource, PassOptions, PassPlan, PassResult, StartedPass } from './filePass.ts';
import type { PassFile, PassMessage } from './passThread.ts';

/** Node 20 runs no TypeScript in a thread: what is not built has no thread. */
export const PASS_THREAD = import.meta.url.endsWith('.js') ? new URL('./passThread.js', import.meta.url) : null;

/** A pass on a thread of Node. Ranges are sent as they are: a list that makes them when asked cannot be copied to another thread. */
export function threadPass(
  thread: URL,
  { descriptor, name, size }: DescribedSource,
  plan: PassPlan,
  options: PassOptions,
): StartedPass {
  const workerData: PassFile = { descriptor, name, size, plan: { ...plan, kept: [...plan.kept] } };
  const worker = new Worker(thread, { workerData, execArgv: [] });
  const result = outcomeOf(worker, options);
  // Whoever closes the pass before its end does not wait for how it ended.
  result.catch(() => undefined);
  return {
    result,
    close: async () => {
      await worker.terminate();
    },
  };
}

async function outcomeOf(worker: Worker, { signal, onProgress }: PassOptions): Promise<PassResult | null> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      resolve(null);
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('error', reject);
    worker.on('message', (message: PassMessage) => {
      if (message.kind === 'progress') onProgress?.(message.bytes);
      else signal?.removeEventListener('abort', stop);
      if (message.kind === 'result') resolve(message.result);
      if (message.kind === 'failure') reject(ioError(message));
    });
  });
}

function ioError({ failure }: PassMessage & { readonly kind: 'failure' }): IoError {
  const { code, message, path, offset } = failure;
  return new IoError(code, message, { ...(path !== undefined && { path }), ...(offset !== undefined && { offset }) });
}
