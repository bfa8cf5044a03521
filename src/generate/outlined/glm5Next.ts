import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER, TINY_LATENT } from './tinyKeys.ts';
import { f32, u32, u32s } from './values.ts';

export const glm5NextForms: readonly OutlinedKeys[] = [
  {
    name: 'glm5-next-moe',
    architecture: 'glm5-next',
    newer: true,
    keys: {
      ...TINY,
      ...TINY_LATENT,
      ...TINY_INDEXER,
      ...TINY_EXPERTS,
      leading_dense_block_count: u32(1),
      'attention.head_count_kv': u32s(0, 1),
      'attention.key_length': u32(16),
      'rope.dimension_count': u32(0),
      'attention.indexer.kpool': u32(2),
      'ssm.conv_kernel': u32(4),
      'kda.head_dim': u32(8),
      'hyper_connection.count': u32(4),
      'hyper_connection.sinkhorn_iterations': u32(3),
      'hyper_connection.epsilon': f32(1e-6),
    },
  },
];
