import { widthOf, type OpSpec } from './spec.ts';

/**
 * Causal convolution over positions, each column by itself: y[p][c] = Σ_k w[c][k] · x[p − K + 1 + k][c], k < K, x being 0 before position 0
 * (LeCun et al., 1989; depthwise and short as in Gu and Dao, "Mamba", 2023). Writes this step's x as the keys of cache `cache`, at positions
 * past…past+tokens−1. Input and output (tokens, n), weight (n, K).
 */
export interface ConvAttrs {
  /** Index into the Program's caches: one head of n, no values. */
  readonly cache: number;
}

export const conv: OpSpec<ConvAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: (_attrs, [x], [w]) =>
    x && w?.rows === widthOf(x) && w.slices === undefined
      ? x
      : 'expected a weight of a row for each column of the input',
  print: ({ cache }) => `cache=${String(cache)}`,
  pack: ({ cache }) => ({ ints: [cache], floats: [] }),
};
