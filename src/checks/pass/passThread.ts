/** The thread of `threadPass`: reads one file for its digest and its numbers, and says how far it is. */
import { parentPort, workerData } from 'node:worker_threads';
import { FleaError } from '../../core/errors.ts';
import { openedSource } from '../../gguf/source.ts';
import { FilePass, type PassPlan, type PassResult } from './filePass.ts';

/** What the thread is started with. */
export interface PassFile {
  readonly descriptor: number;
  readonly name: string;
  readonly size: number;
  readonly plan: PassPlan;
}

export interface PassFailure {
  readonly code: string;
  readonly message: string;
  readonly path: string | undefined;
  readonly offset: number | undefined;
}

/** What it says: how many bytes it has read, and in the end one of the others. */
export type PassMessage =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'result'; readonly result: PassResult }
  | { readonly kind: 'failure'; readonly failure: PassFailure };

/** Between two messages of progress. */
const PIECES_AT_ONCE = 16;

const say = (message: PassMessage): void => parentPort?.postMessage(message);

try {
  const { descriptor, name, size, plan } = workerData as PassFile;
  say({ kind: 'result', result: readAll(new FilePass(openedSource(descriptor, name, size), plan)) });
} catch (error) {
  if (!(error instanceof FleaError)) throw error;
  const { code, message, path, offset } = error;
  say({ kind: 'failure', failure: { code, message, path, offset } });
}

function readAll(pass: FilePass): PassResult {
  while (!pass.isDone) {
    pass.steps(PIECES_AT_ONCE);
    say({ kind: 'progress', bytes: pass.position });
  }
  return pass.result();
}
