/** ModernBERT (Warner et al., 2024): most layers see a window around each token, and the feed-forward part is gated. */
import type { Outline, OutlineSizes } from '../outline.ts';
import { faultsOf, type Claim } from './claims.ts';
import { answerWidth, classifier, LAYER_EPS, turned, ungrouped, wholeHeads } from './encoder.ts';
import { layers } from './parts.ts';

const claims = (s: OutlineSizes): readonly Claim[] => [
  ...wholeHeads(s),
  ...turned(s),
  ...answerWidth(s),
  ...ungrouped(s),
];

export const modernBert: Outline = {
  requires: [LAYER_EPS],
  // Without a gate, what goes up would be twice as wide as what comes down.
  faults: (s, has) => [
    ...faultsOf(claims)(s, has),
    ...(s.text('hidden_activation') === 'relu'
      ? [{ key: 'hidden_activation', message: 'expected an activation with a gate, found relu' }]
      : []),
  ],
  tensors: (t, s) => {
    const nFf = s.n('feed_forward_length');
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.need('token_embd_norm.weight', s.nEmbd);
    t.need('output_norm.weight', s.nEmbd);
    classifier(t, s, 'unbiased');
    t.may('cls.norm.weight', s.nEmbd);
    layers(s, (at, i) => {
      // The embedding's norm is that of the first layer.
      t[i === 0 ? 'may' : 'need'](`${at}attn_norm.weight`, s.nEmbd);
      t.need(`${at}attn_qkv.weight`, s.nEmbd, 3 * s.nEmbd);
      t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_up.weight`, s.nEmbd, 2 * nFf);
      t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
    });
  },
};
