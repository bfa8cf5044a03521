import { widthOf, type NoAttrs, type OpSpec } from './spec.ts';

/**
 * Learned positions (Gehring et al., 2017): y[t] = x[t] + W[past + t]. Input and output (tokens, n), weight
 * (positions, n). A position past the last row is refused.
 */
export type PositionsAttrs = NoAttrs;

export const positions: OpSpec<PositionsAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: (_attrs, [x], [w]) =>
    x && w?.cols === widthOf(x) ? x : 'expected a table with as many columns as the input is wide',
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
