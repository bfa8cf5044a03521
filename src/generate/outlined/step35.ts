import type { OutlinedKeys } from './outlinedModel.ts';
import { bools, f32s, TINY_HEADS, u32, u32s } from './values.ts';

const architecture = 'step35';
const keys = {
  ...TINY_HEADS,
  'attention.key_length': u32(16),
  'attention.value_length': u32(16),
  'attention.sliding_window': u32(16),
  'attention.sliding_window_pattern': bools(false, true),
  expert_feed_forward_length: u32(32),
};
const experts = {
  expert_count: u32(4),
  expert_used_count: u32(2),
  expert_shared_feed_forward_length: u32(32),
};

export const step35Forms: readonly OutlinedKeys[] = [
  {
    name: 'step35-dense',
    architecture,
    keys: { ...keys, 'attention.head_count': u32s(4, 6) },
    optional: ['rope_freqs.weight', 'blk.0.attn_qkv.weight'],
  },
  {
    name: 'step35-moe',
    architecture,
    keys: {
      ...keys,
      ...experts,
      block_count: u32(3),
      nextn_predict_layers: u32(1),
      'attention.sliding_window_pattern': bools(false, true, true),
      swiglu_clamp_exp: f32s(0, 7, 0),
    },
    optional: [
      'blk.1.ffn_gate_inp.weight',
      'blk.1.exp_probs_b.bias',
      'blk.2.nextn.eh_proj.weight',
      ...[0, 1, 2].flatMap((i) => ['q_norm', 'k_norm', 'gate'].map((of) => `blk.${String(i)}.attn_${of}.weight`)),
    ],
  },
];
