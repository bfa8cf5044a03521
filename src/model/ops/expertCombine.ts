import { widthOf, type OpSpec } from './spec.ts';

/**
 * The experts' outputs, weighted and added: y = Σ_k w_k · x_k in the order of the routes, or Σ_k x_k where what they were
 * given was weighted already. Inputs (tokens, nUsed · n) and
 * the routes (tokens, 2 · nUsed), output (tokens, n).
 */
export interface ExpertCombineAttrs {
  readonly nUsed: number;
  readonly weighted?: false;
}

export const expertCombine: OpSpec<ExpertCombineAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: ({ nUsed }, [x, routes]) => {
    if (!x || !routes || widthOf(routes) !== 2 * nUsed) return 'expected routes of width 2 · nUsed';
    return widthOf(x) % nUsed === 0 ? ['tokens', widthOf(x) / nUsed] : 'expected an input of nUsed parts';
  },
  print: ({ nUsed, weighted }) => `used=${String(nUsed)}${weighted === false ? ' unweighted' : ''}`,
  pack: ({ nUsed, weighted }) => ({ ints: [nUsed, ...(weighted === false ? [0] : [])], floats: [] }),
};
