/** Falcon H1: Mamba-2 beside attention in every layer. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, biasedFeedForward, layers, plainAttention } from './parts.ts';
import { grouped, GROUPED_SSM, mamba2Layer } from './stateSpace.ts';

export const falconH1: Outline = {
  requires: [...GROUPED_SSM, RMS],
  faults: faultsOf(grouped),
  tensors: (t, s) => {
    t.ends(s);
    t.may('rope_freqs.weight', s.nRot / 2);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      mamba2Layer(t, s, at, ['ssm_norm.weight']);
      plainAttention(t, s, at, 0);
      t.need(`${at}ffn_norm`, s.nEmbd);
      biasedFeedForward(t, at, s.nEmbd, s.n('feed_forward_length'));
    });
  },
};
