import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER } from './tinyKeys.ts';
import { bool, f32, f32s, u32, u32s } from './values.ts';

/** What DeepSeek V4 and models that draft for it have. */
export const TINY_V4 = {
  ...TINY,
  ...TINY_EXPERTS,
  'attention.head_count_kv': u32(1),
  'attention.key_length': u32(16),
  'attention.value_length': u32(16),
  'attention.q_lora_rank': u32(20),
  'attention.sliding_window': u32(16),
  'attention.output_group_count': u32(2),
  'attention.output_lora_rank': u32(6),
  'rope.dimension_count': u32(8),
  expert_weights_scale: f32(1.5),
  expert_weights_norm: bool(true),
  expert_gating_func: u32(4),
  swiglu_clamp_exp: f32s(10, 10),
  'hyper_connection.count': u32(4),
  'hyper_connection.sinkhorn_iterations': u32(3),
  'hyper_connection.epsilon': f32(1e-6),
};

const keys = {
  ...TINY_V4,
  ...TINY_INDEXER,
  'attention.compress_rope_freq_base': f32(160_000),
  'attention.compress_ratios': u32s(0, 4),
  hash_layer_count: u32(1),
};

export const deepseek4Forms: readonly OutlinedKeys[] = [
  { name: 'deepseek4-picked', architecture: 'deepseek4', keys },
  {
    name: 'deepseek4-seen',
    architecture: 'deepseek4',
    keys: { ...keys, 'attention.compress_ratios': u32s(128, 4), hash_layer_count: u32(0) },
    optional: ['blk.0.exp_probs_b_vl.bias'],
  },
  {
    name: 'deepseek4-next',
    architecture: 'deepseek4',
    keys: {
      ...keys,
      block_count: u32(3),
      nextn_predict_layers: u32(1),
      swiglu_clamp_exp: f32s(10, 10, 10),
      'attention.compress_ratios': u32s(128, 4, 0),
    },
    optional: ['blk.2.nextn.shared_head_norm.weight'],
  },
];
