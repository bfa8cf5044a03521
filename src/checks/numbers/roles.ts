/**
 * What a tensor is in its model, by its name, and how large its values get.
 *
 * Greatest value measured, dequantised, over SmolLM2 135M (Q4_1) and Gemma 3 270M (Q4_K_M), and over a small random model of each of 121
 * architectures:
 *
 * | role        | real models                              | random models |
 * |-------------|------------------------------------------|---------------|
 * | norm        | 1657 (Gemma, `blk.16.post_ffw_norm`)      | 1.4           |
 * | embedding   | 1.96 (SmolLM2, `token_embd`)              | 0.5           |
 * | matrix      | 9.25 (SmolLM2, `blk.27.ffn_gate`)         | 0.5           |
 * | bias        | none at hand                             | 0.4           |
 * | frequencies | none at hand; 10^30 where a writer says that a pair does not turn | 1.2 |
 *
 * From {@link GREATEST_USUAL} on, ten thousand times the greatest of these, a value is odd; from {@link GREATEST_WEIGHT} on it overflows.
 */
import type { TensorInfo } from '../../gguf/types.ts';

export type TensorRole =
  'norm' | 'embedding' | 'matrix' | 'vector' | 'state' | 'bias' | 'adapter' | 'frequencies' | 'statistic';

/** A weight over this is odd. */
export const GREATEST_USUAL = 2 ** 24;

/**
 * The fourth power of a weight over this is infinite in float32, and a forward pass takes it: a gated layer multiplies two products with
 * the same norm's weights, and the next norm squares that.
 */
export const GREATEST_WEIGHT = 2 ** 32;

/** The first that a name matches. */
const BY_NAME: readonly (readonly [RegExp, TensorRole])[] = [
  [/(^|\.)rope_(freqs|factors)/, 'frequencies'],
  // Of an importance matrix: sums over all that was seen, and of experts that nothing was routed to.
  [/\.(in_sum2|counts)$/, 'statistic'],
  // A low-rank adapter begins as nothing: its second half is zero until it is trained.
  [/\.lora_[ab]$/, 'adapter'],
  [/(^|[._])(bias|exp_probs_b)$/, 'bias'],
  // Of state-space models and RWKV: where training begins, rows are alike and some are zero.
  [/(^|\.)(ssm_|time_mix_|channel_mix_|shortconv)/, 'state'],
  [/norm/, 'norm'],
  [/embd|embed/, 'embedding'],
];

export function roleOf({ name, dims }: Pick<TensorInfo, 'name' | 'dims'>): TensorRole {
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return named ?? (dims.filter((n) => n > 1).length <= 1 ? 'vector' : 'matrix');
}
