/** DeepSeek OCR (DeepSeek-AI, 2025): a mixture with plain attention. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { denseOrShared, mixtureClaims, SHARED_EXPERT } from './sparseLatent.ts';

const ROPE_BASE = 10_000;

export const deepseek2Ocr: Outline = {
  requires: [RMS, 'attention.head_count', ...SHARED_EXPERT],
  faults: faultsOf((s) => [
    [s.nHeadKv() === s.nHead(), 'attention.head_count_kv', `the head count ${String(s.nHead())}`],
    [s.headDim * s.nHead() === s.nEmbd, 'attention.key_length', 'the embedding length over the head count'],
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
    [s.n('rope.freq_base', ROPE_BASE) === ROPE_BASE, 'rope.freq_base', String(ROPE_BASE)],
    ...mixtureClaims(s),
  ]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      t.queryKeyValue(at, s.nEmbd, s.nEmbd, s.nEmbd, s.nEmbd);
      t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
      denseOrShared(t, s, at, i);
    });
  },
};
