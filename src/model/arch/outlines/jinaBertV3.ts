/** Jina Embeddings 3 (Sturua et al., 2024): XLM-RoBERTa whose positions are turned. */
import type { Outline } from '../outline.ts';
import { bertAttention, bertEmbedding, plainFeedForward, TOKEN_TYPES } from './bertParts.ts';
import { faultsOf, positive } from './claims.ts';
import { answerWidth, LAYER_EPS, scoresWithin, turned, wholeHeads } from './encoder.ts';
import { layers } from './parts.ts';

export const jinaBertV3: Outline = {
  requires: [LAYER_EPS, TOKEN_TYPES],
  faults: faultsOf((s) => [
    ...wholeHeads(s),
    ...turned(s),
    ...answerWidth(s),
    ...scoresWithin(s, s.nEmbd),
    ...positive(s, [TOKEN_TYPES]),
  ]),
  tensors: (t, s) => {
    bertEmbedding(t, s);
    layers(s, (at) => {
      bertAttention(t, s, at);
      plainFeedForward(t, s, at);
    });
  },
};
