import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY } from './tinyKeys.ts';
import { bool, i32s, u32 } from './values.ts';

const keys = {
  ...TINY,
  block_count: u32(1),
  'attention.head_count_kv': u32(2),
  target_layers: i32s(0, 1, 2),
  target_hidden_size: u32(24),
};
const ends = ['token_embd.weight', 'output.weight'];

export const eagle3Forms: readonly OutlinedKeys[] = [
  { name: 'eagle3-whole', architecture: 'eagle3', keys, optional: ends },
  {
    name: 'eagle3-small',
    architecture: 'eagle3',
    keys: { ...keys, norm_before_fc: bool(true), norm_before_residual: bool(true) },
    optional: [...ends, 'd2t'],
    dims: { d2t: [40] },
  },
];
