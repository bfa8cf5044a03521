/** Nemotron-H: each layer is a state space, attention or a feed-forward block. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { layers, plainAttention } from './parts.ts';
import { grouped, GROUPED_SSM, mamba2Layer } from './stateSpace.ts';

export const nemotronH: Outline = {
  requires: [...GROUPED_SSM, 'attention.layer_norm_epsilon'],
  faults: faultsOf(grouped),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      const nFf = s.each('feed_forward_length', i);
      if (nFf > 0) nemotronFeedForward(t, s, at, i);
      else if (s.nHeadKv(i) === 0) mamba2Layer(t, s, at);
      else plainAttention(t, s, at, i);
    });
  },
};

function nemotronFeedForward(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const [nFf, nExpert] = [s.each('feed_forward_length', i), s.n('expert_count')];
  if (nExpert === 0) {
    t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
    t.need(`${at}ffn_up.weight`, s.nEmbd, nFf);
    t.may(`${at}ffn_down.bias`, s.nEmbd);
    t.may(`${at}ffn_up.bias`, nFf);
    return;
  }
  const wide = s.n('moe_latent_size') || s.nEmbd;
  const own = s.each('expert_feed_forward_length', i) || Math.floor(nFf / s.each('expert_used_count', i));
  const shared = s.n('expert_shared_feed_forward_length');
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.need(`${at}exp_probs_b.bias`, nExpert);
  t.may(`${at}ffn_latent_down.weight`, s.nEmbd, wide);
  t.may(`${at}ffn_latent_up.weight`, wide, s.nEmbd);
  t.need(`${at}ffn_down_exps.weight`, own, wide, nExpert);
  t.need(`${at}ffn_up_exps.weight`, wide, own, nExpert);
  t.need(`${at}ffn_down_shexp.weight`, shared, s.nEmbd);
  t.need(`${at}ffn_up_shexp.weight`, s.nEmbd, shared);
}
