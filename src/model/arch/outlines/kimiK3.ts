/** Kimi K3. */
import type { Outline } from '../outline.ts';
import { faultsOf, positive } from './claims.ts';
import { kdaLayer, kimiMixture, latentLayer, MLA } from './latent.ts';
import { RMS, layers } from './parts.ts';

export const kimiK3: Outline = {
  requires: [
    RMS,
    ...MLA,
    'expert_feed_forward_length',
    'expert_shared_count',
    'expert_gating_func',
    'attn_res.block_size',
    'activation.situ_beta',
    'activation.situ_linear_beta',
  ],
  faults: faultsOf((s) => [
    ...positive(s, [...MLA, 'attention.value_length_mla', 'activation.situ_beta', 'activation.situ_linear_beta']),
    [s.n('attention.key_length_mla') > s.nRot, 'attention.key_length_mla', `over the rotated ${String(s.nRot)}`],
    [s.headDim === s.n('attention.kv_lora_rank') + s.nRot, 'attention.key_length', 'the latent and the rotated'],
  ]),
  tensors: (t, s) => {
    t.ends(s, 'own');
    const latent = s.n('expert_latent_length') || s.nEmbd;
    const scores = s.n('attn_res.block_size') > 0;
    if (scores) t.need('output_res_score.weight', s.nEmbd);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      if (scores) for (const name of ['attn_res_score', 'ffn_res_score']) t.need(`${at}${name}.weight`, s.nEmbd);
      if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'k3');
      else {
        latentLayer(t, s, at, false);
        t.may(`${at}attn_gate.weight`, s.nEmbd, s.nHead() * s.n('attention.value_length_mla'));
      }
      kimiMixture(t, s, at, i, latent);
      if (s.n('expert_latent_length') === 0 || i < s.n('leading_dense_block_count')) return;
      t.need(`${at}ffn_routed_down.weight`, s.nEmbd, latent);
      t.need(`${at}ffn_routed_up.weight`, latent, s.nEmbd);
      t.may(`${at}ffn_routed_norm.weight`, latent);
    });
  },
};
