/** Jina Embeddings 2 (Günther et al., 2023): attention falls off with distance, and the feed-forward part is gated. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { bertAttention, bertEmbedding, TOKEN_TYPES } from './bertParts.ts';
import { faultsOf, positive } from './claims.ts';
import { answerWidth, LAYER_EPS, scoresWithin, ungrouped, wholeHeads } from './encoder.ts';
import { layers } from './parts.ts';

/** Over queries and keys of all heads at once, and over what attention adds. */
function innerNorms(t: OutlineTable, s: OutlineSizes, at: string): void {
  // Queries and keys of one matrix have no norm of their own.
  const ofHeads = t.has(`${at}attn_qkv.weight`) ? [] : ['attn_q_norm', 'attn_k_norm'];
  for (const name of [...ofHeads, 'attn_norm_2']) {
    t.may(`${at}${name}.weight`, s.nEmbd);
    t.may(`${at}${name}.bias`, s.nEmbd);
  }
}

/** The gate in a matrix of its own, or in one of twice as many rows with what it multiplies, or none. */
function gatedFeedForward(t: OutlineTable, s: OutlineSizes, at: string): void {
  const nFf = s.n('feed_forward_length');
  const isFused = !t.has(`${at}ffn_gate.weight`) && t.dims(`${at}ffn_up.weight`)[1] === 2 * nFf;
  const nUp = isFused ? 2 * nFf : nFf;
  t.may(`${at}ffn_gate.weight`, s.nEmbd, nFf);
  t.need(`${at}ffn_up.weight`, s.nEmbd, nUp);
  t.may(`${at}ffn_up.bias`, nUp);
  t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
  t.need(`${at}ffn_down.bias`, s.nEmbd);
}

export const jinaBertV2: Outline = {
  requires: [LAYER_EPS, TOKEN_TYPES],
  faults: faultsOf((s) => [
    ...wholeHeads(s),
    ...ungrouped(s),
    ...answerWidth(s),
    ...scoresWithin(s, 1),
    ...positive(s, [TOKEN_TYPES]),
  ]),
  tensors: (t, s) => {
    bertEmbedding(t, s, 'need');
    t.may('cls.weight', s.nEmbd, 1);
    t.may('cls.bias', 1);
    layers(s, (at) => {
      bertAttention(t, s, at, 'need');
      innerNorms(t, s, at);
      gatedFeedForward(t, s, at);
    });
  },
};
