/** One step over a Program whose weights are read op by op and let go again: it needs the memory of the largest one. */
import { setImmediate } from 'node:timers/promises';
import type { WeightSource } from '../engine/engine.ts';
import type { Op, Program } from '../model/program.ts';
import { Matrix } from './matrix.ts';
import type { ReferenceOp } from './ops/context.ts';
import { REFERENCE_OPS } from './ops/ops.ts';
import { multiplyHere } from './product/sliceProduct.ts';
import { lastUses } from './session.ts';

/** An op that has run, with what it read and what it wrote, (tokens, width) each. False ends the walk. */
export type Visit = (op: Op, inputs: readonly Float64Array[], output: Float64Array) => boolean;

/**
 * Runs all of `tokens` in one step from an empty cache, every op on every row, in float64. Ends early where `visit` says so, or where
 * `signal` is aborted between two ops. Throws what `weights` throws, and EngineError as an op does.
 */
export async function walk(
  program: Program,
  weights: WeightSource,
  tokens: Int32Array,
  visit: Visit,
  signal?: AbortSignal,
): Promise<void> {
  const values: (Float64Array | undefined)[] = [];
  const unread = lastUses(program);
  const caches = program.caches.map(({ nHeadKv, headDim, valueDim = headDim }) => ({
    k: new Float64Array(tokens.length * nHeadKv * headDim),
    v: new Float64Array(tokens.length * nHeadKv * valueDim),
  }));
  for (const op of program.ops) {
    if (signal?.aborted) return;
    const inputs = op.inputs.map((id) => values[id] ?? new Float64Array(0));
    const step = { tokens: tokens.length, past: 0, tokenIds: tokens, inputs, caches, multiply: multiplyHere };
    const read = op.weights.map(({ tensor }) => readMatrix(tensor, weights));
    const output = (REFERENCE_OPS[op.kind] as ReferenceOp<unknown>)(op.attrs, { ...step, weights: read });
    if (!visit(op, inputs, output)) return;
    values[op.output] = output;
    for (const id of unread[op.index] ?? []) values[id] = undefined;
    await setImmediate();
  }
}

/** The whole of a weight, from its source. Throws as {@link Matrix} does. */
export function readMatrix(tensor: string, weights: WeightSource): Matrix {
  const { type, rows, slices = 1, cols, bytes: length } = weights.spec(tensor);
  const bytes = new Uint8Array(length);
  weights.read(tensor, 0, bytes);
  return new Matrix({ type, rows: rows * slices, cols, bytes });
}
