/** Chameleon (Chameleon Team, 2024): text and pictures in one vocabulary, a norm of its own for each head. */
import type { Outline } from '../outline.ts';
import { evenHeads, faultsOf, HEADS } from './claims.ts';
import { RMS, layers } from './parts.ts';

/** Tokens of pictures end here: readers take them out of every answer, however many tokens there are. */
const PICTURES_END = 8196;

export const chameleon: Outline = {
  requires: [RMS, HEADS],
  faults: faultsOf((s) => [
    ...evenHeads(s),
    [s.headDim * s.nHead() === s.nEmbd, HEADS, `heads that make up the embedding length ${String(s.nEmbd)}`],
    [s.nVocab >= PICTURES_END, 'vocab_size', `tokens up to the ${String(PICTURES_END)} with those of pictures`],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at) => {
      const keys = s.headDim * s.nHeadKv();
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      t.queryKeyValue(at, s.nEmbd, s.nEmbd, keys, keys);
      t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
      for (const [name, heads] of [
        ['attn_q_norm', s.nHead()],
        ['attn_k_norm', s.nHeadKv()],
      ] as const) {
        t.need(`${at}${name}.weight`, s.headDim, heads);
        t.may(`${at}${name}.bias`, s.headDim, heads);
      }
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    });
  },
};
