import { widthOf, type NoAttrs, type OpSpec } from './spec.ts';

/**
 * y = a · b. Factor j of b's row, of m in all, goes with all of part j of m equal parts of a's row: m is n for one an element, 1 for one a
 * token, the heads for one a head. a and y (tokens, n), b (tokens, m).
 */
export type MulAttrs = NoAttrs;

export const mul: OpSpec<MulAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: (_attrs, [a, b]) =>
    a && b && widthOf(a) % widthOf(b) === 0 ? a : "expected a second input whose width divides the first one's",
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
