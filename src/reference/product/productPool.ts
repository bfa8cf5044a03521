import { Worker } from 'node:worker_threads';
import type { WeightData } from '../../engine/engine.ts';
import type { Matrix } from '../matrix.ts';
import type { ThreadData } from './productThread.ts';
import { SharedJob, workerError, type JobNumbers } from './sharedJob.ts';
import { rowsInto, type SliceProduct } from './sliceProduct.ts';

/** Node 20 runs no TypeScript in a thread: what is not built has no workers. */
export const PRODUCT_THREAD = import.meta.url.endsWith('.js') ? new URL('./productThread.js', import.meta.url) : null;

/** x and y of a job are at most this long, or one row: longer steps are done in several jobs. */
const MAX_SHARED_BYTES = 16 << 20;

/** Enough that a late thread leaves little behind, few enough that taking costs nothing. */
const CHUNKS_A_THREAD = 8;

export interface PoolOptions {
  readonly thread: URL;
  readonly workers: number;
  /** False: the main thread leaves every row to the workers, so that a test sees what they compute. */
  readonly mainWorks?: boolean;
}

/**
 * Worker threads that share the rows of each product with the thread that asks for it. Weights must lie in shared memory: a worker reads the same
 * bytes. Workers do not keep the process alive.
 */
export class ProductPool {
  readonly #indices: ReadonlyMap<Matrix, number>;
  readonly #x: SharedArrayBuffer;
  readonly #y: SharedArrayBuffer;
  readonly #job: SharedJob;
  readonly #workers: readonly Worker[];
  readonly #ready: Promise<void>;
  readonly #mainWorks: boolean;
  #closed = false;
  #death: string | undefined;

  /** `matrices` over `weights`, in the same order. */
  constructor(
    weights: readonly WeightData[],
    matrices: readonly Matrix[],
    { thread, workers, mainWorks = true }: PoolOptions,
  ) {
    this.#indices = new Map(matrices.map((matrix, i) => [matrix, i]));
    this.#x = new SharedArrayBuffer(sharedBytes(matrices, ({ cols }) => cols));
    this.#y = new SharedArrayBuffer(sharedBytes(matrices, ({ rows }) => rows));
    const job = new SharedArrayBuffer(SharedJob.BYTES);
    this.#job = new SharedJob(job);
    this.#mainWorks = mainWorks;
    const workerData: ThreadData = { weights, job, x: this.#x, y: this.#y };
    this.#workers = Array.from({ length: workers }, () => new Worker(thread, { workerData, execArgv: [] }));
    this.#ready = Promise.all(this.#workers.map((worker) => this.#watch(worker))).then(() => undefined);
  }

  /** Resolves when every worker waits for work. Throws EngineError `engine/worker` where one ends before. */
  async ready(): Promise<void> {
    try {
      await this.#ready;
    } catch (error) {
      await this.close();
      throw error;
    }
    for (const worker of this.#workers) worker.unref();
  }

  /** Rows that were computed by workers so far. */
  get rowsByWorkers(): number {
    return this.#job.rowsByWorkers;
  }

  /** Bytes of shared memory beside the weights. */
  get scratchBytes(): number {
    return this.#x.byteLength + this.#y.byteLength;
  }

  /** As `multiplyHere`, bit for bit. Throws EngineError `engine/worker` when a worker has died. */
  multiply(product: SliceProduct): Float64Array {
    const { weight, nSlices, x } = product;
    const { cols } = weight;
    const rows = weight.rows / nSlices;
    const n = x.length / cols;
    const most = Math.floor(Math.min(this.#x.byteLength / cols, this.#y.byteLength / rows) / 8);
    const y = new Float64Array(n * rows);
    for (let i = 0; i < n; i += most) {
      const part = x.subarray(i * cols, Math.min(n, i + most) * cols);
      y.set(this.#multiplyPart({ ...product, x: part }, part.length / cols, rows), i * rows);
    }
    return y;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** y in shared memory, until the next call. */
  #multiplyPart(product: SliceProduct, n: number, rows: number): Float64Array {
    if (this.#death !== undefined) throw workerError(this.#death);
    const x = new Float64Array(this.#x, 0, product.x.length);
    const y = new Float64Array(this.#y, 0, n * rows);
    x.set(product.x);
    const job: JobNumbers = {
      weight: this.#indexOf(product.weight),
      bias: product.bias ? this.#indexOf(product.bias) : -1,
      slice: product.slice,
      nSlices: product.nSlices,
      n,
      rows,
      chunk: Math.ceil(rows / CHUNKS_A_THREAD / (this.#workers.length + 1)),
    };
    this.#job.open(job);
    if (this.#mainWorks) this.#job.work(job, rowsInto({ ...product, x }, y));
    this.#job.settle(rows);
    return y;
  }

  #indexOf(matrix: Matrix): number {
    const index = this.#indices.get(matrix);
    if (index === undefined) throw new RangeError('expected a weight that the workers have, found another');
    return index;
  }

  /** Resolves when the worker says that it is ready; its end, whenever it comes before `close`, fails what is asked for next. */
  async #watch(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const died = (how: string): void => {
        if (this.#closed) return;
        this.#death ??= how;
        reject(workerError(how));
      };
      worker.once('message', () => {
        resolve();
      });
      worker.on('error', (error: Error) => {
        died(`one has died of ${error.name}: ${error.message}`);
      });
      worker.on('exit', (code) => {
        died(`one has ended with code ${String(code)}`);
      });
    });
  }
}

function sharedBytes(matrices: readonly Matrix[], widthOf: (matrix: Matrix) => number): number {
  const widest = matrices.reduce((most, matrix) => Math.max(most, widthOf(matrix)), 1);
  return Math.max(8 * widest, MAX_SHARED_BYTES);
}
