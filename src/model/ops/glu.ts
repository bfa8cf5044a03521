import { widthOf, type OpSpec } from './spec.ts';

/** Gated unit: y = f(gate) · up, f(x) = silu(x) = x / (1 + e^−x) (Shazeer, 2020). Inputs gate and up, output: (tokens, n). */
export interface GluAttrs {
  readonly activation: 'silu';
}

export const glu: OpSpec<GluAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: (_attrs, [gate, up]) =>
    gate && up && widthOf(gate) === widthOf(up) ? gate : 'expected gate and up of one width',
  print: ({ activation }) => `activation=${activation}`,
  pack: () => ({ ints: [0], floats: [] }),
};
