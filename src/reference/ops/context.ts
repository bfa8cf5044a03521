import type { Matrix } from '../matrix.ts';
import type { Multiply } from '../product/sliceProduct.ts';

/** Keys and values of one attention layer: (capacity, nHeadKv · headDim) each, filled up to the current position. */
export interface KvCache {
  readonly k: Float64Array;
  readonly v: Float64Array;
}

/** What an op is given: activations (tokens, width) row-major in float64, weights, and where the step stands. */
export interface OpInputs {
  readonly tokens: number;
  /** Positions before this step. */
  readonly past: number;
  /** Only `embed` reads them. */
  readonly tokenIds: Int32Array;
  readonly inputs: readonly Float64Array[];
  readonly weights: readonly Matrix[];
  readonly caches: readonly KvCache[];
  /** Products with weights: on one thread or on several, to the same bits. */
  readonly multiply: Multiply;
}

/** An op kind in the reference: attributes and inputs to the output, (tokens, width). */
export type ReferenceOp<A> = (attrs: A, inputs: OpInputs) => Float64Array;

/** Input `i`. The Program's shapes were checked when it was built, so a missing one is a defect of ours. */
export function input({ inputs }: OpInputs, i: number): Float64Array {
  const value = inputs[i];
  if (!value) throw new RangeError(`expected input ${String(i)}, found ${String(inputs.length)} inputs`);
  return value;
}

/** Weight `i`, as {@link input}. */
export function weight({ weights }: OpInputs, i: number): Matrix {
  const value = weights[i];
  if (!value) throw new RangeError(`expected weight ${String(i)}, found ${String(weights.length)} weights`);
  return value;
}
