import { widthOf, type OpSpec } from './spec.ts';

/**
 * Part g of a followed by part g of b, for each of `groups` equal parts: the inverse of two slices.
 * Inputs (tokens, groups · n) and (tokens, groups · m), output (tokens, groups · (n + m)).
 */
export interface ConcatAttrs {
  readonly groups: number;
}

export const concat: OpSpec<ConcatAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: ({ groups }, [a, b]) => {
    if (!a || !b || widthOf(a) % groups !== 0 || widthOf(b) % groups !== 0) return 'expected two inputs of groups · n';
    return ['tokens', widthOf(a) + widthOf(b)];
  },
  print: ({ groups }) => `groups=${String(groups)}`,
  pack: ({ groups }) => ({ ints: [groups], floats: [] }),
};
