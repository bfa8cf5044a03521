/** Granite 4: Mamba-2 layers between layers that attend. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, biasedFeedForward, layers, plainAttention } from './parts.ts';
import { grouped, GROUPED_SSM, mamba2Layer } from './stateSpace.ts';

export const graniteHybrid: Outline = {
  requires: [...GROUPED_SSM, RMS],
  faults: faultsOf((s) => [
    ...grouped(s),
    [s.n('ssm.inner_size') === 2 * s.nEmbd, 'ssm.inner_size', 'twice the embedding length'],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    t.may('rope_freqs.weight', s.nRot / 2);
    const nFf = s.n('feed_forward_length');
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      if (s.nHeadKv(i) === 0) mamba2Layer(t, s, at);
      else plainAttention(t, s, at, i);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      if (s.n('expert_count') === 0) {
        biasedFeedForward(t, at, s.nEmbd, nFf);
        return;
      }
      t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
      t.experts(at, s.nEmbd, nFf, s.n('expert_count'), 'gateless');
      const shared = s.n('expert_shared_feed_forward_length');
      if (shared > 0) t.sharedExpert(at, s.nEmbd, shared);
    });
  },
};
