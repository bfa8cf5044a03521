import type { OutlinedKeys } from './outlinedModel.ts';
import { RMS, TINY, u32 } from './values.ts';

export const plmForms: readonly OutlinedKeys[] = [
  {
    name: 'plm-dense',
    architecture: 'plm',
    keys: {
      ...TINY,
      ...RMS,
      'attention.head_count': u32(2),
      'attention.kv_lora_rank': u32(32),
      'attention.key_length': u32(24),
      'attention.value_length': u32(16),
      'rope.dimension_count': u32(8),
    },
  },
];
