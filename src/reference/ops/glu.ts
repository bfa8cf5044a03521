/**
 * glu: y = silu(gate) · up, silu(x) = x / (1 + e^−x) (Shazeer, "GLU Variants Improve Transformer", 2020).
 * gate, up and y (tokens, n).
 */
import type { GluAttrs } from '../../model/ops/glu.ts';
import { input, type ReferenceOp } from './context.ts';

const ACTIVATIONS: Readonly<Record<GluAttrs['activation'], (x: number) => number>> = { silu };

export const glu: ReferenceOp<GluAttrs> = ({ activation }, step) => {
  const f = ACTIVATIONS[activation];
  const up = input(step, 1);
  return input(step, 0).map((gate, i) => f(gate) * (up[i] as number));
};

/** x · σ(x). For very negative x, e^−x is infinite and the quotient −0, which is the limit. */
function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}
