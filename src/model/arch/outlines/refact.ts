/** Refact as a mixture of experts. */
import type { Outline } from '../outline.ts';
import { RMS, layers, plainAttention } from './parts.ts';

export const refact: Outline = {
  requires: [RMS],
  tensors: (t, s) => {
    t.ends(s);
    t.may('rope_freqs.weight', s.nRot / 2);
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      plainAttention(t, s, at, i);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
      t.experts(at, s.nEmbd, s.n('feed_forward_length'), s.n('expert_count'), 'gateless');
      const shared = s.n('expert_shared_feed_forward_length');
      if (shared > 0) t.sharedExpert(at, s.nEmbd, shared);
    });
  },
};
