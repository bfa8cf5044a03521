/** Parts that the layers of several outlined architectures share. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';

export const RMS = 'attention.layer_norm_rms_epsilon';

export const layers = (s: OutlineSizes, body: (at: string, i: number) => void): void => {
  for (let i = 0; i < s.nLayer; i++) body(`blk.${String(i)}.`, i);
};

/** What a layer that predicts a further token has beside those of any other. */
export function nextToken(
  t: OutlineTable,
  s: OutlineSizes,
  at: string,
  ends: readonly string[] = ['embed_tokens', 'shared_head_head'],
): void {
  t.need(`${at}nextn.eh_proj.weight`, 2 * s.nEmbd, s.nEmbd);
  for (const name of ['enorm', 'hnorm']) t.need(`${at}nextn.${name}.weight`, s.nEmbd);
  for (const name of ends) t.may(`${at}nextn.${name}.weight`, s.nEmbd, s.nVocab);
  t.may(`${at}nextn.shared_head_norm.weight`, s.nEmbd);
}

/** Layers that predict further tokens come last. */
export const nextLayers = (s: OutlineSizes, body: (at: string, i: number) => void): void => {
  for (let i = s.nLayer; i < s.nLayer + s.nNext; i++) body(`blk.${String(i)}.`, i);
};

/** A layer that predicts a further token, or what is left of one that was taken away. */
export function wholeOrNone(t: OutlineTable, at: string, body: () => void): void {
  if (t.has(`${at}nextn.eh_proj.weight`)) body();
  else t.optionally(body);
}

/** Attention of layer `i` with heads of its own number. */
export function plainAttention(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const width = s.headDim * s.nHead(i);
  t.queryKeyValue(at, s.nEmbd, width, s.headDim * s.nHeadKv(i), s.valueDim * s.nHeadKv(i));
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  t.may(`${at}attn_output.bias`, s.nEmbd);
}

export function biasedFeedForward(t: OutlineTable, at: string, nEmbd: number, nFf: number): void {
  t.feedForward(at, nEmbd, nFf);
  t.may(`${at}ffn_gate.bias`, nFf);
  t.may(`${at}ffn_up.bias`, nFf);
  t.may(`${at}ffn_down.bias`, nEmbd);
}

/** Attention whose output a gate multiplies: queries come with as many gates. */
export function gatedAttention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const width = s.headDim * s.nHead();
  t.queryKeyValue(at, s.nEmbd, 2 * width, s.headDim * s.nHeadKv(), s.valueDim * s.nHeadKv());
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  t.need(`${at}attn_q_norm.weight`, s.headDim);
  t.need(`${at}attn_k_norm.weight`, s.headDim);
}

const expertWidth = (s: OutlineSizes): number =>
  s.n('expert_feed_forward_length') || Math.floor(s.n('feed_forward_length') / s.n('expert_used_count'));

export function gatedMixture(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
  t.experts(at, s.nEmbd, expertWidth(s), s.n('expert_count'), 'fusable');
  t.need(`${at}ffn_gate_inp_shexp.weight`, s.nEmbd);
  t.sharedExpert(at, s.nEmbd, s.n('expert_shared_feed_forward_length') || s.n('feed_forward_length'));
}

/** Factors of rotations; other ones, long and short, where the keys say so. */
export function ropeFactors(t: OutlineTable, s: OutlineSizes, pairs: number): void {
  const names =
    s.text('rope.scaling.type') === 'longrope' ? ['rope_factors_long', 'rope_factors_short'] : ['rope_freqs'];
  for (const name of names) t.may(`${name}.weight`, pairs);
}
