/** PLM (Deng et al., 2025): latent attention, a squared unit without a gate; the embedding is the output. */
import type { Outline } from '../outline.ts';
import { alike, faultsOf, HEADS, noNext, positive } from './claims.ts';
import { RMS, layers } from './parts.ts';

const RANK = 'attention.kv_lora_rank';

export const plm: Outline = {
  requires: [RMS, HEADS, RANK],
  faults: faultsOf((s) => [
    noNext(s),
    ...positive(s, [HEADS, RANK]),
    ...alike(s, [HEADS, 'attention.head_count_kv']),
    [s.nHeadKv() === s.nHead(), 'attention.head_count_kv', `the head count ${String(s.nHead())}`],
    [s.headDim > s.nRot, 'attention.key_length', `over the rotated ${String(s.nRot)}`],
  ]),
  tensors: (t, s) => {
    t.tiedEnds(s);
    layers(s, (at) => {
      const [rank, heads, nFf] = [s.n(RANK), s.nHead(), s.n('feed_forward_length')];
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      t.need(`${at}attn_q.weight`, s.nEmbd, s.headDim * heads);
      t.need(`${at}attn_kv_a_mqa.weight`, s.nEmbd, rank + s.nRot);
      t.need(`${at}attn_kv_a_norm.weight`, rank);
      t.need(`${at}attn_kv_b.weight`, rank, heads * (s.headDim - s.nRot + s.valueDim));
      t.need(`${at}attn_output.weight`, heads * s.valueDim, s.nEmbd);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_up.weight`, s.nEmbd, nFf);
      t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
    });
  },
};
