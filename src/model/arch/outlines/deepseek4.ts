/**
 * DeepSeek V4 (DeepSeek-AI, 2026): one key for all heads in a window, beside keys of 4 or of 128 positions made one; mixtures whose first
 * layers route by the token itself; mixed copies of the residual stream.
 */
import { MAX_ROPE_BASE } from '../limits.ts';
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, within, type Claim } from './claims.ts';
import { hyperHead, manifoldClaims, manifoldWeights } from './hyperConnections.ts';
import { RMS, nextToken } from './parts.ts';
import { INDEXER, rotatedIndexerClaims, sharedMixture, SHARED_EXPERT } from './sparseLatent.ts';

const RATIOS = 'attention.compress_ratios';
const GROUPS = 'attention.output_group_count';

/** Four positions made one are picked by an indexer; 128 are all seen. */
const PICKED = 4;
const ALL_SEEN = 128;
const SQRT_SOFTPLUS = 4;

export const V4 = [
  RMS,
  'attention.head_count',
  'attention.q_lora_rank',
  'attention.sliding_window',
  ...SHARED_EXPERT,
  'expert_weights_scale',
  'expert_weights_norm',
  'expert_gating_func',
  'swiglu_clamp_exp',
  GROUPS,
  'attention.output_lora_rank',
  'hyper_connection.count',
  'hyper_connection.sinkhorn_iterations',
  'hyper_connection.epsilon',
] as const;

export const deepseek4: Outline = {
  requires: [...V4, ...INDEXER, 'attention.compress_rope_freq_base', 'hash_layer_count', RATIOS],
  faults: faultsOf((s) => [...v4Claims(s), ...compressionClaims(s)]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s, 'own');
    hyperHead(t, s);
    for (let i = 0; i < s.n('block_count'); i++) v4Layer(t, s, `blk.${String(i)}.`, i);
  },
};

/** Those that predict further tokens are whole layers too. */
function v4Layer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  v4Attention(t, s, at);
  compressor(t, s, at, s.each(RATIOS, i));
  v4Mixture(t, s, at, i < s.n('hash_layer_count'));
  t.may(`${at}exp_probs_b_vl.bias`, s.n('expert_count'));
  if (i >= s.nLayer) nextToken(t, s, at);
}

/** Norms, copies of the residual stream, and attention whose output goes through a rank of each group of heads. */
export function v4Attention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [qRank, outRank, groups] = [s.n('attention.q_lora_rank'), s.n('attention.output_lora_rank'), s.n(GROUPS)];
  const width = s.nHead() * s.headDim;
  for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
  t.need(`${at}attn_sinks.weight`, s.nHead());
  t.need(`${at}attn_q_a.weight`, s.nEmbd, qRank);
  t.need(`${at}attn_q_a_norm.weight`, qRank);
  t.need(`${at}attn_q_b.weight`, qRank, width);
  t.need(`${at}attn_kv.weight`, s.nEmbd, s.headDim);
  t.need(`${at}attn_kv_a_norm.weight`, s.headDim);
  t.reshaped(`${at}attn_output_a.weight`, Math.floor(width / groups), outRank, groups);
  t.need(`${at}attn_output_b.weight`, groups * outRank, s.nEmbd);
  manifoldWeights(t, s, at);
}

/** Layers that route by the token have a table of its experts, the others a bias. */
export function v4Mixture(t: OutlineTable, s: OutlineSizes, at: string, byToken: boolean): void {
  sharedMixture(t, s, at, byToken ? 'none' : 'need');
  if (byToken) t.ids(`${at}ffn_gate_tid2eid.weight`, s.n('expert_used_count'), s.nVocab);
}

/** Keys of several positions made one; those of four overlap, and have an indexer. */
function compressor(t: OutlineTable, s: OutlineSizes, at: string, ratio: number): void {
  if (ratio === 0) return;
  compressed(t, s, `${at}attn_compressor`, s.headDim, ratio);
  if (ratio !== PICKED) return;
  const [heads, width] = [s.n('attention.indexer.head_count'), s.n('attention.indexer.key_length')];
  t.need(`${at}indexer.proj.weight`, s.nEmbd, heads);
  t.need(`${at}indexer.attn_q_b.weight`, s.n('attention.q_lora_rank'), heads * width);
  compressed(t, s, `${at}indexer_compressor`, width, ratio);
}

function compressed(t: OutlineTable, s: OutlineSizes, name: string, width: number, ratio: number): void {
  const wide = ratio === PICKED ? 2 * width : width;
  for (const of of ['kv', 'gate']) t.need(`${name}_${of}.weight`, s.nEmbd, wide);
  t.need(`${name}_ape.weight`, wide, ratio);
  t.need(`${name}_norm.weight`, width);
}

export const v4Claims = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, [
    'attention.q_lora_rank',
    'attention.sliding_window',
    'expert_count',
    ...SHARED_EXPERT,
    'attention.output_lora_rank',
  ]),
  [s.n(GROUPS) > 0 && s.nHead() % s.n(GROUPS) === 0, GROUPS, `a divisor of the head count ${String(s.nHead())}`],
  [s.nHeadKv() === 1, 'attention.head_count_kv', '1'],
  [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
  ...manifoldClaims(s),
  [s.n('expert_gating_func') === SQRT_SOFTPLUS, 'expert_gating_func', `${String(SQRT_SOFTPLUS)}, √softplus`],
];

function compressionClaims(s: OutlineSizes): readonly Claim[] {
  const n = s.n('block_count');
  const ratios = Array.from({ length: Math.min(n, s.length(RATIOS)) }, (_, i) => s.each(RATIOS, i));
  // The cache of picked positions divides by what it holds.
  return [
    ...rotatedIndexerClaims(s),
    within(s, 'attention.compress_rope_freq_base', 1, MAX_ROPE_BASE),
    [ratios.includes(PICKED), RATIOS, `a layer of ${String(PICKED)}`],
    [s.length(RATIOS) >= n, RATIOS, `one for each of the ${String(n)} blocks`],
    [
      ratios.every((r) => r === 0 || r === PICKED || r === ALL_SEEN),
      RATIOS,
      `0, ${String(PICKED)} or ${String(ALL_SEEN)} each`,
    ],
  ];
}
