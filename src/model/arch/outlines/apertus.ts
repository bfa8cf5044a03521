/** Apertus (Swiss AI Initiative, 2025): norms of queries and keys, and an activation whose four numbers each layer has learned. */
import type { Outline } from '../outline.ts';
import { evenHeads, faultsOf, HEADS } from './claims.ts';
import { RMS, layers, plainAttention, ropeFactors } from './parts.ts';
import { XIELU } from './xielu.ts';

export const apertus: Outline = {
  requires: [RMS, HEADS],
  bare: XIELU,
  faults: faultsOf(evenHeads),
  tensors: (t, s) => {
    t.ends(s, 'own');
    ropeFactors(t, s, Math.floor(s.nRot / 2));
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      plainAttention(t, s, at, i);
      for (const name of ['attn_q_norm', 'attn_k_norm']) {
        t.need(`${at}${name}.weight`, s.headDim);
        t.may(`${at}${name}.bias`, s.headDim);
      }
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_up.weight`, s.nEmbd, s.n('feed_forward_length'));
      t.need(`${at}ffn_down.weight`, s.n('feed_forward_length'), s.nEmbd);
    });
  },
};
