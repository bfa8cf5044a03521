/** Qwen3 TTS: text in, codes of speech out. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';

export const qwen3tts: Outline = {
  requires: [RMS],
  tensors: (t, s) => {
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.need('output_norm.weight', s.nEmbd);
    t.may('output.weight', s.nEmbd, 3072);
    t.may('cls.output.weight', s.nEmbd, Math.max(1, s.length('classifier.output_labels')));
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      const width = s.headDim * s.nHead();
      const kv = s.headDim * s.nHeadKv();
      t.queryKeyValue(at, s.nEmbd, width, kv, kv);
      t.need(`${at}attn_output.weight`, width, s.nEmbd);
      for (const name of ['attn_q_norm', 'attn_k_norm']) t.need(`${at}${name}.weight`, s.headDim);
      t.need(`${at}ffn_norm.weight`, s.nEmbd);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    });
  },
  faults: faultsOf((s) => [
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
  ]),
};
