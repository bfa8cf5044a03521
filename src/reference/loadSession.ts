import { availableParallelism } from 'node:os';
import type { LoadOptions, Session, WeightData, WeightSource } from '../engine/engine.ts';
import type { Program } from '../model/program.ts';
import { Matrix } from './matrix.ts';
import { PRODUCT_THREAD, ProductPool, type PoolOptions } from './product/productPool.ts';
import { ReferenceSession } from './session.ts';

/** Below, by estimate, a token takes about as long as a worker takes to start. */
const MIN_BYTES_FOR_WORKERS = 8 << 20;

/** A limit on what a flag can ask for: each worker takes some 20 MiB. */
const MAX_THREADS = 256;

/**
 * A session on `threads` threads, this one among them: as many as the machine runs at once when left out, and one for a small model. Sources that are
 * not built have one only. Results do not depend on it. Throws EngineError `engine/worker` where a worker cannot start.
 */
export async function loadSession(
  program: Program,
  weights: WeightSource,
  { nCtx, threads }: LoadOptions,
): Promise<Session> {
  const workers = Math.min(MAX_THREADS, threads ?? usualThreads(program)) - 1;
  const pool = PRODUCT_THREAD && workers > 0 ? { thread: PRODUCT_THREAD, workers } : null;
  return openSession(program, weights, nCtx, pool);
}

/** A session with the workers that are asked for, and no others. */
export async function openSession(
  program: Program,
  weights: WeightSource,
  nCtx: number,
  options: PoolOptions | null,
): Promise<Session> {
  const data = new Map([...program.weights.keys()].map((name) => [name, readWeight(name, weights, options !== null)]));
  const matrices = new Map([...data].map(([name, weight]) => [name, new Matrix(weight)]));
  const pool = options && new ProductPool([...data.values()], [...matrices.values()], options);
  await pool?.ready();
  return new ReferenceSession(program, { matrices, pool, nCtx });
}

function readWeight(tensor: string, weights: WeightSource, shared: boolean): WeightData {
  const { type, rows, slices = 1, cols, bytes: length } = weights.spec(tensor);
  const bytes = new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
  weights.read(tensor, 0, bytes);
  return { type, rows: rows * slices, cols, bytes };
}

function usualThreads(program: Program): number {
  const bytes = [...program.weights.values()].reduce((sum, weight) => sum + weight.bytes, 0);
  return bytes < MIN_BYTES_FOR_WORKERS ? 1 : availableParallelism();
}
