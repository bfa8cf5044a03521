import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY } from './tinyKeys.ts';
import { f32, i32s, u32 } from './values.ts';

const keys = {
  ...TINY,
  'attention.head_count_kv': u32(2),
  logit_scale: f32(8),
  'adapters.count': u32(2),
  'adapters.lora_rank': u32(4),
  'adapters.token_ids_activate': i32s(5, 6),
  'adapters.token_ids_substitute': i32s(7, 8),
};

export const graniteSwitchForms: readonly OutlinedKeys[] = [
  { name: 'graniteswitch-dense', architecture: 'graniteswitch', keys },
  {
    name: 'graniteswitch-scaled',
    architecture: 'graniteswitch',
    keys: {
      ...keys,
      residual_scale: f32(0.25),
      embedding_scale: f32(12),
      'attention.scale': f32(0.125),
      'adapters.router_gain': f32(50),
    },
    optional: ['output.weight'],
  },
];
