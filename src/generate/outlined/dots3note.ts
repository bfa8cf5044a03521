import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER, TINY_LATENT } from './tinyKeys.ts';
import { bools, f32, u32, u32s } from './values.ts';

const keys = {
  ...TINY,
  ...TINY_LATENT,
  ...TINY_INDEXER,
  ...TINY_EXPERTS,
  leading_dense_block_count: u32(1),
  expert_gating_func: u32(2),
  'attention.key_length_swa': u32(20),
  'attention.value_length_swa': u32(12),
  'attention.kv_lora_rank_swa': u32(12),
  'attention.key_length_mla_swa': u32(16),
  'attention.value_length_mla_swa': u32(10),
  'attention.sliding_window': u32(16),
  'attention.sliding_window_pattern': bools(false, true),
  'attention.indexer.types': u32s(1, 0),
  'rope.freq_base_swa': f32(10_000),
};

export const dots3noteForms: readonly OutlinedKeys[] = [
  {
    name: 'dots3note-moe',
    architecture: 'dots3note',
    keys,
  },
  {
    name: 'dots3note-next',
    architecture: 'dots3note',
    keys: {
      ...keys,
      block_count: u32(3),
      nextn_predict_layers: u32(1),
      'attention.sliding_window_pattern': bools(false, true, true),
      'attention.indexer.types': u32s(1, 0, 0),
    },
    optional: ['attn_norm', 'attn_q_a', 'ffn_up', 'nextn.eh_proj'].map((name) => `blk.2.${name}.weight`),
  },
];
