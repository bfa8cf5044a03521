/** Kimi Linear. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { kdaLayer, kimiMixture, latentFaults, latentLayer, MLA } from './latent.ts';
import { RMS, layers } from './parts.ts';

export const kimiLinear: Outline = {
  requires: [RMS, ...MLA, 'expert_feed_forward_length', 'expert_shared_count', 'expert_gating_func'],
  faults: faultsOf(latentFaults),
  tensors: (t, s) => {
    t.ends(s, 'own');
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'linear');
      else latentLayer(t, s, at, false);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      kimiMixture(t, s, at, i, s.nEmbd);
    });
  },
};
