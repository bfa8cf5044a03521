/** Ling 3. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { kdaLayer, latentFaults, latentLayer, MLA } from './latent.ts';
import { RMS, layers } from './parts.ts';

export const bailingmoe3: Outline = {
  requires: [
    RMS,
    ...MLA,
    'kda.gate_lower_bound',
    'expert_feed_forward_length',
    'expert_shared_count',
    'leading_dense_block_count',
    'expert_gating_func',
  ],
  faults: faultsOf((s) => [
    ...latentFaults(s),
    [s.n('kda.gate_lower_bound') < 0, 'kda.gate_lower_bound', 'below 0'],
    [s.n('kda.safe_gate', 1) === 1, 'kda.safe_gate', 'true'],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    const [nFf, nExpert] = [s.n('expert_feed_forward_length'), s.n('expert_count')];
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'bailing');
      else {
        latentLayer(t, s, at, true);
        t.need(`${at}attn_gate.weight`, s.nEmbd, s.nHead());
      }
      if (i < s.n('leading_dense_block_count')) {
        t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
        return;
      }
      t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
      t.need(`${at}exp_probs_b.bias`, nExpert);
      t.experts(at, s.nEmbd, nFf, nExpert);
      t.sharedExpert(
        at,
        s.nEmbd,
        s.n('expert_shared_feed_forward_length') || nFf * Math.max(1, s.n('expert_shared_count')),
      );
    });
  },
};
