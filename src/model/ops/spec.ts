import type { Dim, WeightRef } from '../shapes.ts';

/** An op kind without attributes. */
export type NoAttrs = Readonly<Record<string, never>>;

/** What is wrong with an op whose inputs do not fit. Thrown by the builder as EngineError `program/shape`. */
type ShapeProblem = string;

/** The integer and float slots that an op's attributes take in the compact binary form, FFP1. */
interface PackedAttrs {
  /** At most 6, unsigned 32-bit. */
  readonly ints: readonly number[];
  /** At most 4, float64. */
  readonly floats: readonly number[];
}

/** What each op kind declares of itself; shared code reads this and never branches on a kind's name. */
export interface OpSpec<A> {
  /** How many activations it reads. */
  readonly inputs: number;
  /** Least and greatest number of weights. */
  readonly weights: readonly [number, number];
  /** Output shape from the shapes of inputs and weights, or what does not fit. */
  infer(attrs: A, inputs: readonly (readonly Dim[])[], weights: readonly WeightRef[]): readonly Dim[] | ShapeProblem;
  /** Attributes as printed in the Program's text, `key=value` pairs in a fixed order. */
  print(attrs: A): string;
  /** Attributes as they stand in FFP1. */
  pack(attrs: A): PackedAttrs;
  /**
   * For a kind that engines may have in its first, basic form only: what these attributes and weights ask beyond it, or null.
   * Such an engine must refuse them.
   */
  beyondBasic?(attrs: A, nWeights: number): string | null;
}

/** Width of an activation: its last dimension. Activations are (tokens, width). */
export function widthOf(shape: readonly Dim[]): number {
  const last = shape.at(-1);
  return typeof last === 'number' ? last : NaN;
}
