/** Latent attention with absorbed keys and values, the indexer that picks what it sees, and a mixture with an expert for all. */
import type { Ask, OutlineSizes, OutlineTable } from '../outline.ts';
import { positive, type Claim } from './claims.ts';

export const LATENT = [
  'attention.q_lora_rank',
  'attention.kv_lora_rank',
  'attention.key_length_mla',
  'attention.value_length_mla',
] as const;

export const INDEXER = [
  'attention.indexer.head_count',
  'attention.indexer.key_length',
  'attention.indexer.top_k',
] as const;

export const SHARED_EXPERT = ['expert_feed_forward_length', 'expert_shared_count'] as const;

/** Widths of one layer's latent attention. */
export interface Latent {
  readonly heads: number;
  readonly key: number;
  readonly value: number;
  readonly rank: number;
}

export const latentOf = (s: OutlineSizes): Latent => ({
  heads: s.nHead(),
  key: s.n('attention.key_length_mla'),
  value: s.n('attention.value_length_mla'),
  rank: s.n('attention.kv_lora_rank'),
});

/** Latent attention (DeepSeek-AI, 2024): queries through a rank of their own, keys and values from one row for all heads. */
export function absorbedLatent(t: OutlineTable, s: OutlineSizes, at: string, w: Latent): void {
  const qRank = s.n('attention.q_lora_rank');
  t.need(`${at}attn_q_a.weight`, s.nEmbd, qRank);
  t.need(`${at}attn_q_a_norm.weight`, qRank);
  t.need(`${at}attn_q_b.weight`, qRank, w.heads * w.key);
  t.need(`${at}attn_kv_a_mqa.weight`, s.nEmbd, w.rank + s.nRot);
  t.need(`${at}attn_kv_a_norm.weight`, w.rank);
  t.need(`${at}attn_k_b.weight`, w.key - s.nRot, w.rank, w.heads);
  t.need(`${at}attn_v_b.weight`, w.rank, w.value, w.heads);
  t.need(`${at}attn_output.weight`, w.heads * w.value, s.nEmbd);
}

/** Lightning indexer (DeepSeek-AI, 2025): scores of its own say which positions a query sees. */
export function lightningIndexer(t: OutlineTable, s: OutlineSizes, at: string, ask: Ask = 'need'): void {
  const [heads, width] = [s.n('attention.indexer.head_count'), s.n('attention.indexer.key_length')];
  t[ask](`${at}indexer.k_norm.weight`, width);
  t[ask](`${at}indexer.k_norm.bias`, width);
  t[ask](`${at}indexer.proj.weight`, s.nEmbd, heads);
  t[ask](`${at}indexer.attn_k.weight`, s.nEmbd, width);
  t[ask](`${at}indexer.attn_q_b.weight`, s.n('attention.q_lora_rank'), heads * width);
}

/** Leading layers are dense; the others are mixtures with experts that every token goes to. */
export function denseOrShared(t: OutlineTable, s: OutlineSizes, at: string, i: number, bias: Ask = 'may'): void {
  if (i < s.n('leading_dense_block_count')) t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
  else sharedMixture(t, s, at, bias);
}

export function sharedMixture(t: OutlineTable, s: OutlineSizes, at: string, bias: Ask | 'none'): void {
  const [nFf, nExpert] = [s.n('expert_feed_forward_length'), s.n('expert_count')];
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  if (bias !== 'none') t[bias](`${at}exp_probs_b.bias`, nExpert);
  t.experts(at, s.nEmbd, nFf, nExpert);
  t.sharedExpert(at, s.nEmbd, nFf * s.n('expert_shared_count'));
}

/** Experts and the one for all are asked for as soon as a layer is not dense. */
export function mixtureClaims(s: OutlineSizes): readonly Claim[] {
  if (s.n('leading_dense_block_count') >= s.nLayer) return [];
  return positive(s, ['expert_count', ...SHARED_EXPERT]);
}

export const latentClaims = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, LATENT),
  ...oneKey(s),
  [s.n('attention.key_length_mla') > s.nRot, 'attention.key_length_mla', `over the rotated ${String(s.nRot)}`],
  [s.headDim === s.n('attention.kv_lora_rank') + s.nRot, 'attention.key_length', 'the latent and the rotated'],
];

/** Layers that attend keep one key for all heads. */
const oneKey = (s: OutlineSizes): readonly Claim[] =>
  Array.from({ length: s.nLayer }, (_, i): Claim => [s.nHeadKv(i) <= 1, 'attention.head_count_kv', '1']);

const LEAST_HADAMARD = 64;

/** Its queries and keys are turned by a Hadamard matrix as wide as they are. */
export const rotatedIndexerClaims = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, INDEXER),
  [isHadamard(s.n('attention.indexer.key_length')), 'attention.indexer.key_length', 'a power of two from 64 on'],
  [s.n('attention.indexer.key_length') >= s.nRot, 'attention.indexer.key_length', `the rotated ${String(s.nRot)}`],
];

function isHadamard(width: number): boolean {
  return width >= LEAST_HADAMARD && Number.isInteger(Math.log2(width));
}
