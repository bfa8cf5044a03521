import { widthOf, type OpSpec } from './spec.ts';

/**
 * A stored vector on every row: y = x + w, x · w or x / w. Element j of w, of m in all, goes with all of part j of m equal parts of the
 * row: m is the width for an element each, 1 for the whole row, the heads for one a head. Input and output (tokens, n), weight of
 * m elements.
 */
export interface VectorAttrs {
  readonly by: 'add' | 'multiply' | 'divide';
}

const BY: readonly VectorAttrs['by'][] = ['add', 'multiply', 'divide'];

export const vector: OpSpec<VectorAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: (_attrs, [x], [w]) => {
    const parts = w ? w.rows * w.cols : NaN;
    return x && widthOf(x) % parts === 0 ? x : 'expected a vector whose length divides the width of the input';
  },
  print: ({ by }) => `by=${by}`,
  pack: ({ by }) => ({ ints: [BY.indexOf(by)], floats: [] }),
};
