/** What each op kind declares to the oracle. Layers read this and never branch on a kind's name. */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf } from '../../engine/engine.ts';
import type { OpKind } from '../../model/program.ts';
import type { Rng } from '../../core/rng.ts';
import type { Ball } from '../ball.ts';

/** A second case whose output follows exactly, or within both balls, from the first's. */
export interface Relation<K extends OpKind> {
  readonly name: string;
  /** Null where the relation says nothing of this case. */
  readonly derive: (c: OpCaseOf<K>, rng: Rng, contract: NumericContract) => DerivedCase<K> | null;
}

interface DerivedCase<K extends OpKind> {
  readonly case: OpCaseOf<K>;
  /** What the derived case must give, from what the original gave. NaN in it means: must be NaN. */
  expect(output: Float64Array): Float64Array;
}

export interface OpOracle<K extends OpKind> {
  readonly kind: K;
  /** A nasty case of the contract's domain: subnormal and large scales, ties, zero blocks, cancellation, tails. */
  generate(rng: Rng, type: string, contract: NumericContract): OpCaseOf<K>;
  /** A case whose every intermediate is exact in f32, in any order: the output is known to the bit. */
  lattice(rng: Rng, type: string, contract: NumericContract): OpCaseOf<K>;
  /**
   * The ball of each output element under the contract. `mid` is the reference's output for the case; contracts that
   * quantise their operand compute their own.
   */
  ball(c: OpCaseOf<K>, contract: NumericContract, mid: Float64Array): Ball;
  readonly relations: readonly Relation<K>[];
  /** Smaller cases of the same kind, the most drastic first. */
  shrink(c: OpCaseOf<K>): readonly OpCaseOf<K>[];
  /** Cases outside the domain, which an engine must refuse. */
  outside(c: OpCaseOf<K>): readonly { readonly what: string; readonly case: OpCaseOf<K> }[];
}
