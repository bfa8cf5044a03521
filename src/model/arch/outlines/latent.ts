/** Kimi's delta attention and the latent attention between its layers. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { positive, type Claim } from './claims.ts';

export const MLA = [
  'attention.key_length_mla',
  'attention.value_length_mla',
  'attention.kv_lora_rank',
  'ssm.conv_kernel',
  'kda.head_dim',
] as const;

/** Kimi's delta attention (Kimi Team, 2025): a gate for each channel, three short convolutions. */
export function kdaLayer(
  t: OutlineTable,
  s: OutlineSizes,
  at: string,
  form: 'linear' | 'k3' | 'bailing' | 'next',
): void {
  const dim = s.n('kda.head_dim');
  const inner = dim * s.nHead();
  for (const of of ['q', 'k', 'v']) t.need(`${at}ssm_conv1d_${of}.weight`, s.n('ssm.conv_kernel'), 1, inner);
  if (form === 'linear') t.queryKeyValue(at, s.nEmbd, inner, inner, inner);
  else t.apart(at, s.nEmbd, inner, inner, inner);
  const lowRank = form !== 'bailing';
  t.need(`${at}ssm_f_a.weight`, s.nEmbd, lowRank ? dim : inner);
  if (lowRank) t.need(`${at}ssm_f_b.weight`, dim, inner);
  t.need(`${at}ssm_beta.weight`, s.nEmbd, s.nHead());
  if (form === 'k3' || form === 'next') t.need(`${at}ssm_a`, s.nHead());
  else t.need(`${at}ssm_a`, 1, s.nHead());
  t.need(`${at}ssm_dt.bias`, inner);
  if (form === 'k3') t.need(`${at}ssm_g.weight`, s.nEmbd, inner);
  else t.need(`${at}ssm_g_a.weight`, s.nEmbd, form === 'bailing' ? inner : dim);
  if (form === 'linear' || form === 'next') t.need(`${at}ssm_g_b.weight`, dim, inner);
  t.need(`${at}ssm_norm.weight`, dim);
  t.need(`${at}attn_output.weight`, inner, s.nEmbd);
}

/** Latent attention between layers of that kind. */
export function latentLayer(t: OutlineTable, s: OutlineSizes, at: string, byRank: boolean): void {
  const [qRank, rank, heads] = [s.n('attention.q_lora_rank'), s.n('attention.kv_lora_rank'), s.nHead()];
  const [key, value] = [s.n('attention.key_length_mla'), s.n('attention.value_length_mla')];
  const plain = key - s.nRot;
  t.need(`${at}attn_kv_a_norm.weight`, rank);
  if (byRank ? qRank > 0 : t.has(`${at}attn_q_a_norm.weight`)) {
    t.need(`${at}attn_q_a_norm.weight`, qRank);
    t.need(`${at}attn_q_a.weight`, s.nEmbd, qRank);
    t.need(`${at}attn_q_b.weight`, qRank, heads * key);
  } else {
    t.need(`${at}attn_q.weight`, s.nEmbd, heads * key);
  }
  t.need(`${at}attn_kv_a_mqa.weight`, s.nEmbd, rank + s.nRot);
  if (!byRank && t.has(`${at}attn_kv_b.weight`)) {
    t.need(`${at}attn_kv_b.weight`, rank, heads * (plain + value));
  } else {
    t.need(`${at}attn_k_b.weight`, plain, rank, heads);
    t.need(`${at}attn_v_b.weight`, rank, value, heads);
  }
  t.need(`${at}attn_output.weight`, heads * value, s.nEmbd);
}

export const latentFaults = (s: OutlineSizes): readonly Claim[] => [
  ...positive(s, [...MLA, 'attention.value_length_mla']),
  [s.n('attention.key_length_mla') > s.nRot, 'attention.key_length_mla', `over the rotated ${String(s.nRot)}`],
  [s.headDim === s.n('attention.kv_lora_rank') + s.nRot, 'attention.key_length', 'the latent and the rotated'],
  [s.valueDim === s.n('attention.kv_lora_rank'), 'attention.value_length', 'the latent'],
];

export function kimiMixture(t: OutlineTable, s: OutlineSizes, at: string, i: number, latent: number): void {
  if (i < s.n('leading_dense_block_count')) {
    t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    return;
  }
  const [nFf, nExpert] = [s.n('expert_feed_forward_length'), s.n('expert_count')];
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.need(`${at}exp_probs_b.bias`, nExpert);
  t.experts(at, latent, nFf, nExpert);
  t.sharedExpert(at, s.nEmbd, nFf * (s.n('expert_shared_count') || 1));
}
