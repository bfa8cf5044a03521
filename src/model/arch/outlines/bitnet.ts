/** BitNet b1.58 (Ma et al., 2024): a norm before each output projection; the embedding is the output. */
import type { Outline } from '../outline.ts';
import { evenHeads, faultsOf, HEADS } from './claims.ts';
import { RMS, layers } from './parts.ts';

export const bitnet: Outline = {
  requires: [RMS, HEADS],
  faults: faultsOf((s) => [
    ...evenHeads(s),
    [s.headDim * s.nHead() === s.nEmbd, HEADS, `heads that make up the embedding length ${String(s.nEmbd)}`],
  ]),
  tensors: (t, s) => {
    t.tiedEnds(s);
    layers(s, (at) => {
      const nFf = s.n('feed_forward_length');
      for (const name of ['attn_norm', 'attn_sub_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      for (const name of ['q', 'output']) t.need(`${at}attn_${name}.weight`, s.nEmbd, s.nEmbd);
      for (const name of ['k', 'v']) t.need(`${at}attn_${name}.weight`, s.nEmbd, s.headDim * s.nHeadKv());
      t.need(`${at}ffn_sub_norm.weight`, nFf);
      t.feedForward(at, s.nEmbd, nFf);
    });
  },
};
