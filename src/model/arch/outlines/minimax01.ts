/** MiniMax 01: linear attention, every eighth layer softmax. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';

export const minimax01: Outline = {
  requires: [RMS, 'residual_scale'],
  faults: faultsOf((s) => [
    [s.n('full_attention_interval', 8) > 0, 'full_attention_interval', 'over 0'],
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    const width = s.headDim * s.nHead();
    layers(s, (at, i) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      if (s.isRecurrent(i, 8)) {
        t.need(`${at}attn_norm_2.weight`, width);
        t.need(`${at}attn_qkv.weight`, s.nEmbd, 3 * width);
        t.need(`${at}attn_gate.weight`, s.nEmbd, width);
      } else t.queryKeyValue(at, s.nEmbd, width, s.headDim * s.nHeadKv(), s.valueDim * s.nHeadKv());
      t.need(`${at}attn_output.weight`, width, s.nEmbd);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
      t.experts(at, s.nEmbd, s.n('feed_forward_length'), s.n('expert_count'), 'gateless');
    });
  },
};
