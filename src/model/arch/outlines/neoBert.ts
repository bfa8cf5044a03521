/** NeoBERT (Le Breton et al., 2025): a norm before each part, gate and up in one matrix. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { answerWidth, classifier, turned, wholeHeads } from './encoder.ts';
import { RMS, layers } from './parts.ts';

export const neoBert: Outline = {
  requires: [RMS],
  faults: faultsOf((s) => [...wholeHeads(s), ...turned(s), ...answerWidth(s)]),
  tensors: (t, s) => {
    const nFf = s.n('feed_forward_length');
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.need('enc.output_norm.weight', s.nEmbd);
    classifier(t, s, 'biased');
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      t.need(`${at}attn_qkv.weight`, s.nEmbd, s.nEmbd + 2 * s.headDim * s.nHeadKv());
      t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_up.weight`, s.nEmbd, 2 * nFf);
      t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
    });
  },
};
