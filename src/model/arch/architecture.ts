import type { Finding } from '../../core/finding.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { HParams, Program, WeightSpec } from '../program.ts';

/** (rows, cols) of a tensor, row-major; a vector has one row. */
export type TensorShape = readonly [rows: number, cols: number];

export interface TensorRule {
  readonly name: string;
  readonly shape: TensorShape;
  readonly optional: boolean;
  /** A vector is multiplied or added as it stands: only float types. A matrix may have any type. */
  readonly role: 'matrix' | 'vector';
}

export interface ArchitectureInput {
  readonly metadata: Metadata;
  /** Shape by name, for hyper-parameters that a file only tells through a tensor. */
  readonly shapeOf: (tensor: string) => TensorShape | undefined;
}

/** Hyper-parameters, or what is wrong with them; `unsupported` names what no op kind here can compute. */
export interface HParamsResult<H> {
  readonly hparams: H | null;
  readonly findings: readonly Finding[];
  readonly unsupported: readonly string[];
}

/**
 * An architecture is data plus a builder. The checks use `read` and `tensors` without `build`; `build` reads top to
 * bottom like the forward pass in the paper.
 */
export interface Architecture<H extends HParams = HParams> {
  readonly name: string;
  read(input: ArchitectureInput): HParamsResult<H>;
  tensors(hparams: H): readonly TensorRule[];
  build(hparams: H, weights: ReadonlyMap<string, WeightSpec>): Program;
}
