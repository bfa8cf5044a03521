/** Nomic Embed (Nussbaum et al., 2024), and with experts in every n-th layer (Nussbaum and Duderstadt, 2025): positions are turned. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { bertAttention, bertEmbedding, plainFeedForward, TOKEN_TYPES } from './bertParts.ts';
import { faultsOf, positive, uniform, type Claim } from './claims.ts';
import { answerWidth, LAYER_EPS, scoresWithin, turned, wholeHeads } from './encoder.ts';
import { layers } from './parts.ts';

const claims = (s: OutlineSizes): readonly Claim[] => [
  ...wholeHeads(s),
  ...turned(s),
  ...answerWidth(s),
  ...scoresWithin(s, s.nEmbd),
  ...positive(s, [TOKEN_TYPES]),
];

const EVERY = 'moe_every_n_layers';

/** The second of every n layers; with n of 1, none. */
const isMixture = (s: OutlineSizes, i: number): boolean => s.n(EVERY) > 0 && i % s.n(EVERY) === 1;

function mixture(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [nFf, nExpert] = [s.n('feed_forward_length'), s.n('expert_count')];
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.need(`${at}ffn_up_exps.weight`, s.nEmbd, nFf, nExpert);
  t.need(`${at}ffn_down_exps.weight`, nFf, s.nEmbd, nExpert);
}

const mixtureClaims = (s: OutlineSizes): readonly Claim[] =>
  isMixture(s, s.nLayer > 1 ? 1 : 0)
    ? [...positive(s, ['expert_count', 'expert_used_count']), ...uniform(s, ['expert_used_count'])]
    : [];

export const nomicBert: Outline = {
  requires: [LAYER_EPS, TOKEN_TYPES],
  faults: faultsOf(claims),
  tensors: (t, s) => {
    bertEmbedding(t, s);
    layers(s, (at) => {
      bertAttention(t, s, at);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
      t.may(`${at}ffn_up.bias`, s.n('feed_forward_length'));
      t.may(`${at}ffn_down.bias`, s.nEmbd);
    });
  },
};

export const nomicBertMoe: Outline = {
  requires: [LAYER_EPS, TOKEN_TYPES],
  faults: faultsOf((s) => [...claims(s), ...mixtureClaims(s)]),
  tensors: (t, s) => {
    bertEmbedding(t, s);
    layers(s, (at, i) => {
      bertAttention(t, s, at);
      if (isMixture(s, i)) mixture(t, s, at);
      else plainFeedForward(t, s, at);
    });
  },
};
