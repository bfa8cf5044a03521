/** A worker of `ProductPool`: computes rows of one product after another until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WeightData } from '../../engine/engine.ts';
import { Matrix } from '../matrix.ts';
import { SharedJob, type JobNumbers } from './sharedJob.ts';
import { rowsInto } from './sliceProduct.ts';

/** What a worker is started with. All memory is shared. */
export interface ThreadData {
  readonly weights: readonly WeightData[];
  readonly job: SharedArrayBuffer;
  /** Float64: x and y of the present job, from their beginnings. */
  readonly x: SharedArrayBuffer;
  readonly y: SharedArrayBuffer;
}

const { weights, job, x, y } = workerData as ThreadData;
const shared = new SharedJob(job);
const matrices = weights.map((data) => new Matrix(data));

parentPort?.postMessage('ready');
try {
  for (let generation = 0; ;) {
    generation = shared.nextGeneration(generation);
    const numbers = shared.join();
    if (!numbers) continue;
    shared.countByWorkers(shared.work(numbers, computeOf(numbers)));
    shared.leave();
  }
} catch (error) {
  shared.fail();
  throw error;
}

function computeOf({ weight, bias, slice, nSlices, n, rows }: JobNumbers): (from: number, to: number) => void {
  const matrix = matrices[weight];
  if (!matrix) throw new RangeError(`expected weight ${String(weight)}, found ${String(matrices.length)} weights`);
  const xOf = new Float64Array(x, 0, n * matrix.cols);
  const yOf = new Float64Array(y, 0, n * rows);
  return rowsInto({ weight: matrix, bias: matrices[bias], slice, nSlices, x: xOf }, yOf);
}
