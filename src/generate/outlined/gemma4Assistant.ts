import type { OutlinedKeys } from './outlinedModel.ts';
import { bools, TINY_HEADS, u32 } from './values.ts';

export const gemma4AssistantForms: readonly OutlinedKeys[] = [
  {
    name: 'gemma4-assistant-dense',
    architecture: 'gemma4-assistant',
    keys: {
      ...TINY_HEADS,
      'attention.head_count_kv': u32(4),
      embedding_length: u32(64),
      embedding_length_out: u32(32),
      nextn_predict_layers: u32(2),
      'attention.key_length': u32(16),
      'attention.value_length': u32(16),
      'attention.key_length_swa': u32(8),
      'attention.value_length_swa': u32(8),
      'attention.sliding_window': u32(16),
      'attention.sliding_window_pattern': bools(true, false),
      'rope.dimension_count': u32(16),
      'rope.dimension_count_swa': u32(8),
    },
  },
];
