import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER, TINY_LATENT } from './tinyKeys.ts';
import { f32, u32, u32s } from './values.ts';

const keys = {
  ...TINY,
  ...TINY_LATENT,
  ...TINY_EXPERTS,
  leading_dense_block_count: u32(1),
  expert_gating_func: u32(2),
  'hyper_connection.count': u32(2),
  'hyper_connection.epsilon': f32(1e-6),
  'hyper_connection.magnitude': f32(2),
};

export const hyV4Forms: readonly OutlinedKeys[] = [
  { name: 'hy_v4-full', architecture: 'hy_v4', keys },
  {
    name: 'hy_v4-sparse',
    architecture: 'hy_v4',
    keys: { ...keys, ...TINY_INDEXER, 'attention.indexer.types': u32s(1, 0) },
    optional: ['blk.1.exp_probs_b.bias'],
  },
];
