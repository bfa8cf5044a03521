/** EuroBERT (Boizard et al., 2025): the layers of Llama, seeing both ways. */
import type { Outline } from '../outline.ts';
import { halfAttention } from './bertParts.ts';
import { faultsOf } from './claims.ts';
import { answerWidth, scoresWithin, turned, wholeHeads } from './encoder.ts';
import { RMS, layers } from './parts.ts';

export const eurobert: Outline = {
  requires: [RMS],
  faults: faultsOf((s) => [...wholeHeads(s), ...turned(s), ...answerWidth(s), ...scoresWithin(s, s.nEmbd)]),
  tensors: (t, s) => {
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.need('output_norm.weight', s.nEmbd);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      halfAttention(t, s, at);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    });
  },
};
