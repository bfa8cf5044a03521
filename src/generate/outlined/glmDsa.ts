import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER, TINY_LATENT } from './tinyKeys.ts';
import { u32, u32s } from './values.ts';

const keys = { ...TINY, ...TINY_LATENT, ...TINY_INDEXER, ...TINY_EXPERTS };

export const glmDsaForms: readonly OutlinedKeys[] = [
  { name: 'glm-dsa-moe', architecture: 'glm-dsa', keys, optional: ['blk.1.exp_probs_b.bias', 'output.weight'] },
  {
    name: 'glm-dsa-shared',
    architecture: 'glm-dsa',
    keys: { ...keys, leading_dense_block_count: u32(1), 'attention.indexer.types': u32s(1, 0) },
  },
  {
    name: 'glm-dsa-next',
    architecture: 'glm-dsa',
    keys: { ...keys, block_count: u32(3), nextn_predict_layers: u32(1) },
    optional: ['blk.2.nextn.eh_proj.weight', 'blk.2.nextn.shared_head_norm.weight'],
  },
];
