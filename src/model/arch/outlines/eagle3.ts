/** EAGLE-3 (Li et al., 2025): one layer that drafts from three layers of another model; alone it runs where it has both ends. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { draftEnds } from './draft.ts';
import { RMS, layers } from './parts.ts';

const N_TARGETS = 3;

export const eagle3: Outline = {
  requires: [RMS, 'attention.head_count', 'target_layers', 'target_hidden_size'],
  faults: faultsOf((s) => [
    [s.length('target_layers') === N_TARGETS, 'target_layers', `an array of ${String(N_TARGETS)}`],
    [s.n('target_hidden_size') > 0, 'target_hidden_size', 'over 0'],
    [s.nLayer === 1, 'block_count', 'one layer'],
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
  ]),
  describesNext: true,
  tensors: (t, s) => {
    const nIn = N_TARGETS * s.n('target_hidden_size');
    draftEnds(t, s, nIn);
    if (s.n('norm_before_fc') !== 0) t.need('enc.output_norm.weight', nIn);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'attn_norm_2', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      t.need(`${at}attn_q.weight`, 2 * s.nEmbd, s.headDim * s.nHead());
      t.need(`${at}attn_k.weight`, 2 * s.nEmbd, s.headDim * s.nHeadKv());
      t.need(`${at}attn_v.weight`, 2 * s.nEmbd, s.valueDim * s.nHeadKv());
      t.need(`${at}attn_output.weight`, s.headDim * s.nHead(), s.nEmbd);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
      if (i === 0) t.may('rope_freqs.weight', s.nRot / 2);
    });
  },
};
