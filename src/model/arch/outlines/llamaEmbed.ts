/** Llama made to see both ways (NV-Retriever, Moreira et al., 2024): the tensors of Llama, dense or with experts. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, uniform } from './claims.ts';
import { answerWidth, sameHeads, scoresWithin, turned } from './encoder.ts';
import { RMS, biasedFeedForward, layers, plainAttention, ropeFactors } from './parts.ts';

function feedForward(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [nFf, nExpert] = [s.n('feed_forward_length'), s.n('expert_count')];
  if (nExpert === 0) {
    biasedFeedForward(t, at, s.nEmbd, nFf);
    return;
  }
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  t.experts(at, s.nEmbd, nFf, nExpert, 'gateless');
}

export const llamaEmbed: Outline = {
  requires: [RMS],
  faults: faultsOf((s) => [
    ...sameHeads(s),
    ...turned(s),
    ...answerWidth(s),
    ...scoresWithin(s, s.nEmbd),
    ...(s.n('expert_count') > 0 ? [...positive(s, ['expert_used_count']), ...uniform(s, ['expert_used_count'])] : []),
  ]),
  tensors: (t, s) => {
    t.ends(s);
    ropeFactors(t, s, s.nRot / 2);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      plainAttention(t, s, at, 0);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      feedForward(t, s, at);
    });
  },
};
