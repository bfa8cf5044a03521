import type { LoadOptions, Session, WeightData, WeightSource } from '../engine/engine.ts';
import type { Program } from '../model/program.ts';
import { Matrix } from './matrix.ts';
import { PRODUCT_THREAD, ProductPool, type PoolOptions } from './product/productPool.ts';
import { ReferenceSession } from './session.ts';
import { threadCount } from './threadCount.ts';

/**
 * A session on `threads` threads, this one among them; see threadCount.ts. Workers run `thread`: sources that are not built have none, and one
 * thread only. Results do not depend on it. Throws EngineError `engine/worker` where a worker cannot start.
 */
export async function loadSession(
  program: Program,
  weights: WeightSource,
  { nCtx, threads }: LoadOptions,
  thread: URL | null = PRODUCT_THREAD,
): Promise<Session> {
  const workers = threadCount(program, threads) - 1;
  return openSession(program, weights, nCtx, thread && workers > 0 ? { thread, workers } : null);
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
