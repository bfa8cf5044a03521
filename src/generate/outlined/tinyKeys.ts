import type { ModelValue } from '../../gguf/model.ts';
import { f32, u32 } from './values.ts';

type Keys = Readonly<Record<string, ModelValue>>;

/** Sizes of a tiny model, whatever it is made of. */
export const TINY: Keys = {
  context_length: u32(64),
  embedding_length: u32(32),
  block_count: u32(2),
  feed_forward_length: u32(48),
  'attention.head_count': u32(4),
  'attention.layer_norm_rms_epsilon': f32(1e-5),
};

/** One row of 16 numbers and 8 that turn by position, for all heads. */
export const TINY_LATENT: Keys = {
  'attention.head_count_kv': u32(1),
  'attention.key_length': u32(24),
  'attention.value_length': u32(16),
  'attention.q_lora_rank': u32(20),
  'attention.kv_lora_rank': u32(16),
  'attention.key_length_mla': u32(20),
  'attention.value_length_mla': u32(12),
  'rope.dimension_count': u32(8),
};

export const TINY_INDEXER: Keys = {
  'attention.indexer.head_count': u32(2),
  'attention.indexer.key_length': u32(64),
  'attention.indexer.top_k': u32(4),
};

export const TINY_EXPERTS: Keys = {
  expert_count: u32(4),
  expert_used_count: u32(2),
  expert_feed_forward_length: u32(16),
  expert_shared_count: u32(1),
};
