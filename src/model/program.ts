/**
 * The Program: what every engine runs, the oracle compares, the planner schedules and the gate checks. Immutable, flat,
 * in execution order; plain data that survives `structuredClone`. Shapes are row-major: an activation is
 * (tokens, width), a weight is (rows = n_out, cols = n_in).
 */
import type { OpAttrs, OpKind } from './ops/kinds.ts';
import type { Dim, WeightRef } from './shapes.ts';

export type { OpAttrs, OpKind } from './ops/kinds.ts';
export type { Dim, WeightRef } from './shapes.ts';

export type ValueId = number;

export interface Value {
  readonly id: ValueId;
  readonly name: string;
  readonly shape: readonly Dim[];
  readonly role: 'input' | 'activation' | 'output';
}

/** What a weight is in the file. */
export interface WeightSpec extends WeightRef {
  /** A name of the tensor type table: `Q4_1`. */
  readonly type: string;
  readonly bytes: number;
}

/** Keys of one attention layer, (positions, nHeadKv · headDim), and values, (positions, nHeadKv · valueDim); or what a convolution has seen: keys alone. */
export interface CacheSpec {
  readonly layer: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  /** headDim unless given. */
  readonly valueDim?: number;
}

interface OpOf<K extends OpKind> {
  readonly index: number;
  readonly kind: K;
  readonly layer: number | null;
  /** `blk.3.attn_q` */
  readonly name: string;
  readonly inputs: readonly ValueId[];
  readonly weights: readonly WeightRef[];
  readonly output: ValueId;
  readonly attrs: OpAttrs[K];
}

export type Op = { [K in OpKind]: OpOf<K> }[OpKind];

/** The hyper-parameters every decoder has, already checked against the architecture's description. */
export interface HParams {
  readonly nVocab: number;
  readonly nCtxTrain: number;
  readonly nEmbd: number;
  readonly nLayer: number;
}

export interface Program {
  readonly architecture: string;
  readonly hparams: HParams;
  readonly values: readonly Value[];
  readonly ops: readonly Op[];
  readonly caches: readonly CacheSpec[];
  readonly weights: ReadonlyMap<string, WeightSpec>;
}
