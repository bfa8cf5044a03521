import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS, TINY_INDEXER, TINY_LATENT } from './tinyKeys.ts';
import { u32 } from './values.ts';

const keys = { ...TINY, ...TINY_LATENT, ...TINY_INDEXER, ...TINY_EXPERTS, expert_gating_func: u32(2) };

export const deepseek32Forms: readonly OutlinedKeys[] = [
  { name: 'deepseek32-moe', architecture: 'deepseek32', keys, optional: ['blk.1.exp_probs_b.bias', 'output.weight'] },
  { name: 'deepseek32-led', architecture: 'deepseek32', keys: { ...keys, leading_dense_block_count: u32(1) } },
  {
    name: 'deepseek32-next',
    architecture: 'deepseek32',
    keys: { ...keys, block_count: u32(3), nextn_predict_layers: u32(1) },
    optional: ['blk.2.nextn.eh_proj.weight', 'blk.2.nextn.shared_head_norm.weight'],
  },
];
