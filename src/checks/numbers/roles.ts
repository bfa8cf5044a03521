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
 * {@link RANGES} says from where on a value is odd, and from where on it is refused.
 */
import type { TensorInfo } from '../../gguf/types.ts';

export type TensorRole =
  'norm' | 'embedding' | 'matrix' | 'vector' | 'state' | 'bias' | 'adapter' | 'frequencies' | 'statistic';

/** The greatest finite binary16. */
export const GREATEST_HALF = 65504;

/** What is finite and still too much. */
export interface ValueRange {
  /** Over this a value is odd. */
  readonly usual: number;
  /** Over this a model overflows: an error. */
  readonly most: number;
}

/**
 * Matrices are published as F16, in which what is over 65504 is infinite: 7000 times the greatest that was measured. What is over 65504 behind a norm overflows where 16-bit floats are
 * multiplied or kept; but a norm's weights are F32, and large in some models, so they are refused 10^4 times over the greatest that was
 * measured: then what a gated layer makes of two of them, and a norm squares, is close to the end of float32. A bias may be there to keep
 * a token or an expert from ever being chosen; frequencies are divided by, and statistics only added up.
 */
export const RANGES: Readonly<Record<TensorRole, ValueRange>> = {
  matrix: { usual: GREATEST_HALF, most: GREATEST_HALF },
  embedding: { usual: GREATEST_HALF, most: GREATEST_HALF },
  adapter: { usual: GREATEST_HALF, most: 2 ** 24 },
  norm: { usual: 2 ** 20, most: 2 ** 24 },
  vector: { usual: 2 ** 20, most: 2 ** 24 },
  state: { usual: 2 ** 20, most: 2 ** 24 },
  bias: { usual: 2 ** 32, most: Infinity },
  frequencies: { usual: Infinity, most: Infinity },
  statistic: { usual: Infinity, most: Infinity },
};

/** What a scale lets a block hold is reached to a quarter at least: the sub-scales of a block are of six bits, and the greatest is in use. */
export const SCALE_SLACK = 4;

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
