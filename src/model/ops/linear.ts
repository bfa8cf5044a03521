import { widthOf, type NoAttrs, type OpSpec } from './spec.ts';

/** y = x · Wᵀ + b. Input (tokens, cols), weight (rows, cols), optional bias (1, rows), output (tokens, rows). */
export type LinearAttrs = NoAttrs;

export const linear: OpSpec<LinearAttrs> = {
  inputs: 1,
  weights: [1, 2],
  infer: (_attrs, [x], [w, bias]) => {
    if (!x || !w || w.cols !== widthOf(x)) return 'expected a weight with as many columns as the input is wide';
    if (bias && (bias.rows !== 1 || bias.cols !== w.rows)) return 'expected a bias of shape (1, rows of the weight)';
    return ['tokens', w.rows];
  },
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
