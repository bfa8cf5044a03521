import { widthOf, type NoAttrs, type OpSpec } from './spec.ts';

/** y = a · b, element by element. a and y (tokens, n), b (tokens, n) or (tokens, 1): one factor for each token. */
export type MulAttrs = NoAttrs;

export const mul: OpSpec<MulAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: (_attrs, [a, b]) =>
    a && b && (widthOf(b) === widthOf(a) || widthOf(b) === 1)
      ? a
      : 'expected two inputs of one width, or a second of 1',
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
