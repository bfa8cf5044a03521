import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER } from './tinyKeys.ts';
import { u32 } from './values.ts';

const keys = {
  ...TINY,
  ...TINY_INDEXER,
  ...TINY_EXPERTS,
  expert_gating_func: u32(2),
  'attention.head_count_kv': u32(2),
  'attention.key_length': u32(16),
  'attention.value_length': u32(16),
  'attention.indexer.key_length': u32(16),
  'attention.indexer.block_size': u32(4),
  'attention.indexer.local_blocks': u32(1),
  'rope.dimension_count': u32(8),
};

export const minimaxM3Forms: readonly OutlinedKeys[] = [
  { name: 'minimax-m3-moe', architecture: 'minimax-m3', keys },
  { name: 'minimax-m3-led', architecture: 'minimax-m3', keys: { ...keys, leading_dense_block_count: u32(1) } },
];
