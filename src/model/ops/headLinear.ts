import { widthOf, type OpSpec } from './spec.ts';

/**
 * A linear map of each head's own: part h of y = part h of x · W[h]ᵀ. Takes a latent key or value back to a head's width
 * (DeepSeek-AI, 2024). Input (tokens, nHead · cols), weight `nHead` slices of (rows, cols), output (tokens, nHead · rows).
 */
export interface HeadLinearAttrs {
  readonly nHead: number;
}

export const headLinear: OpSpec<HeadLinearAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: ({ nHead }, [x], [w]) => {
    if (!x || !w || (w.slices ?? 1) !== nHead) return 'expected a weight of nHead slices';
    return widthOf(x) === nHead * w.cols ? ['tokens', nHead * w.rows] : 'expected an input of width nHead · columns';
  },
  print: ({ nHead }) => `heads=${String(nHead)}`,
  pack: ({ nHead }) => ({ ints: [nHead], floats: [] }),
};
