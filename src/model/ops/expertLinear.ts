import { widthOf, type OpSpec } from './spec.ts';

/**
 * The linear map of each chosen expert: part k of y = x_k · W[e_k]ᵀ + b[e_k], where e_k is the k-th index that `route` gave; with
 * `weighted` the product is times the route's weight w_k, as if x_k had been.
 * Inputs x, (tokens, cols) shared by the experts or (tokens, nUsed · cols) with a part for each, and the routes
 * (tokens, 2 · nUsed). Weight `nExpert` slices of (rows, cols), optional bias (nExpert, rows). Output
 * (tokens, nUsed · rows).
 */
export interface ExpertLinearAttrs {
  readonly nExpert: number;
  readonly nUsed: number;
  readonly weighted?: true;
}

export const expertLinear: OpSpec<ExpertLinearAttrs> = {
  inputs: 2,
  weights: [1, 2],
  infer: ({ nExpert, nUsed }, [x, routes], [w, bias]) => {
    if (!w || (w.slices ?? 1) !== nExpert) return 'expected a weight of nExpert slices';
    const width = x ? widthOf(x) : NaN;
    if (width !== w.cols && width !== nUsed * w.cols) return 'expected an input as wide as the weight, or nUsed times';
    if (!routes || widthOf(routes) !== 2 * nUsed) return 'expected routes of width 2 · nUsed';
    if (bias && (bias.rows !== nExpert || bias.cols !== w.rows)) return 'expected a bias of shape (nExpert, rows)';
    return ['tokens', nUsed * w.rows];
  },
  print: ({ nExpert, nUsed, weighted }) => `experts=${String(nUsed)}/${String(nExpert)}${weighted ? ' weighted' : ''}`,
  pack: ({ nExpert, nUsed, weighted }) => ({ ints: [nExpert, nUsed, ...(weighted ? [1] : [])], floats: [] }),
};
