import { widthOf, type OpSpec } from './spec.ts';

/**
 * Normalisation over the last dimension, times a learned gain. `rms`: y = x / sqrt(mean(x²) + eps) · w
 * (Zhang and Sennrich, 2019). Input and output (tokens, n), weight (1, n).
 */
export interface NormAttrs {
  readonly variant: 'rms';
  readonly eps: number;
}

export const norm: OpSpec<NormAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: (_attrs, [x], [gain]) =>
    x && gain?.rows === 1 && gain.cols === widthOf(x) ? x : 'expected a gain of shape (1, width of the input)',
  print: ({ variant, eps }) => `variant=${variant} eps=${String(eps)}`,
  pack: ({ eps }) => ({ ints: [0], floats: [eps] }),
};
