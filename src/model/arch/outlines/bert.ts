/** BERT (Devlin et al., 2018): a row for each position, up to as many as it was trained for. */
import type { Outline } from '../outline.ts';
import { bertAttention, bertEmbedding, plainFeedForward, TOKEN_TYPES } from './bertParts.ts';
import { faultsOf, positive } from './claims.ts';
import { answerWidth, classifier, LAYER_EPS, wholeHeads } from './encoder.ts';
import { layers } from './parts.ts';

export const bert: Outline = {
  requires: [LAYER_EPS, TOKEN_TYPES],
  faults: faultsOf((s) => [...wholeHeads(s), ...answerWidth(s), ...positive(s, [TOKEN_TYPES])]),
  tensors: (t, s) => {
    bertEmbedding(t, s);
    t.need('position_embd.weight', s.nEmbd, s.n('context_length'));
    classifier(t, s, 'biased');
    layers(s, (at) => {
      bertAttention(t, s, at);
      plainFeedForward(t, s, at);
    });
  },
};
