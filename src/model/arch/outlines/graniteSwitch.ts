/** Granite Switch (IBM, 2026): low-rank adapters in every layer; a token in the text turns one of them on. */
import { MAX_LAYERS } from '../limits.ts';
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, within, type Claim } from './claims.ts';
import { RMS, layers } from './parts.ts';

const IDS = ['adapters.token_ids_activate', 'adapters.token_ids_substitute'] as const;
const MAX_ADAPTERS = 4096;

export const graniteSwitch: Outline = {
  requires: [RMS, 'attention.head_count', 'logit_scale', 'adapters.count', 'adapters.lora_rank', ...IDS],
  faults: faultsOf((s) => [
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
    [s.nRot === s.headDim, 'rope.dimension_count', `attention.key_length ${String(s.headDim)}`],
    [s.n('logit_scale') !== 0, 'logit_scale', 'a number other than 0'],
    [s.nLayer < MAX_LAYERS, 'block_count', `below ${String(MAX_LAYERS)}: the adapters are chosen in one more`],
    ...adapterClaims(s),
  ]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s);
    const [width, kv, nFf] = [s.headDim * s.nHead(), s.headDim * s.nHeadKv(), s.n('feed_forward_length')];
    layers(s, (at) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      t.need(`${at}attn_qkv.weight`, s.nEmbd, width + 2 * kv);
      t.need(`${at}attn_output.weight`, width, s.nEmbd);
      t.feedForward(at, s.nEmbd, nFf);
      adapter(t, s, `${at}attn_q`, s.nEmbd, width);
      for (const name of ['attn_k', 'attn_v']) adapter(t, s, at + name, s.nEmbd, kv);
      adapter(t, s, `${at}attn_output`, width, s.nEmbd);
      for (const name of ['ffn_gate', 'ffn_up']) adapter(t, s, at + name, s.nEmbd, nFf);
      adapter(t, s, `${at}ffn_down`, nFf, s.nEmbd);
    });
  },
};

/** LoRA (Hu et al., 2021): one pair of each adapter, and one of zeros where none is on. */
function adapter(t: OutlineTable, s: OutlineSizes, name: string, nIn: number, nOut: number): void {
  const [rank, slots] = [s.n('adapters.lora_rank'), s.n('adapters.count') + 1];
  t.need(`${name}.lora_a`, nIn, rank, slots);
  t.need(`${name}.lora_b`, rank, nOut, slots);
}

function adapterClaims(s: OutlineSizes): readonly Claim[] {
  const n = s.n('adapters.count');
  return [
    within(s, 'adapters.count', 0, MAX_ADAPTERS),
    within(s, 'adapters.lora_rank', 1, MAX_ADAPTERS),
    ...IDS.map((key): Claim => [s.length(key) === n, key, `an array of ${String(n)}`]),
    ...Array.from({ length: Math.min(n, s.length(IDS[1])) }, (_, i): Claim => {
      const id = s.each(IDS[1], i);
      return [id >= 0 && id < s.nVocab, IDS[1], `tokens below ${String(s.nVocab)}`];
    }),
  ];
}
