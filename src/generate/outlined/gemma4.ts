import type { OutlinedKeys } from './outlinedModel.ts';
import { bools, TINY_HEADS, u32, u32s } from './values.ts';

const architecture = 'gemma4';
const keys = {
  ...TINY_HEADS,
  block_count: u32(4),
  'attention.key_length': u32(16),
  'attention.value_length': u32(16),
  'attention.key_length_swa': u32(8),
  'attention.value_length_swa': u32(8),
  'attention.sliding_window': u32(16),
  'attention.sliding_window_pattern': bools(true, false, true, false),
  'rope.dimension_count': u32(16),
  'rope.dimension_count_swa': u32(8),
  embedding_length_per_layer_input: u32(0),
};

export const gemma4Forms: readonly OutlinedKeys[] = [
  {
    name: 'gemma4-dense',
    architecture,
    // As many heads of keys as there can be: an assistant beside it may read fewer, and never more.
    keys: { ...keys, 'attention.head_count_kv': u32(4) },
    optional: [...[0, 1, 2, 3].map((i) => `blk.${String(i)}.layer_output_scale.weight`), 'blk.0.attn_v.weight'],
  },
  {
    name: 'gemma4-shared',
    architecture,
    keys: {
      ...keys,
      'attention.shared_kv_layers': u32(2),
      embedding_length_per_layer_input: u32(8),
      feed_forward_length: u32s(64, 64, 128, 128),
    },
    optional: ['output.weight', 'blk.0.attn_qkv.weight', 'blk.2.attn_qkv.weight'],
  },
  {
    name: 'gemma4-moe',
    architecture,
    keys: {
      ...keys,
      'attention.head_count_kv': u32s(4, 1, 4, 1),
      expert_count: u32(4),
      expert_used_count: u32(2),
      expert_feed_forward_length: u32(32),
    },
    optional: [
      ...[1, 2].map((i) => `blk.${String(i)}.ffn_gate_inp.weight`),
      'blk.2.ffn_gate_up_exps.weight',
      'blk.0.attn_v.weight',
      'blk.2.attn_v.weight',
    ],
  },
];
