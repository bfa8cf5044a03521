import { TINY_V4 } from './deepseek4.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY } from './tinyKeys.ts';
import { bools, i32s, u32 } from './values.ts';

const keys = { ...TINY, 'attention.head_count_kv': u32(2), block_size: u32(8), target_layers: i32s(0, 1) };
const ends = ['token_embd.weight', 'output.weight'];
const values = ['blk.0.attn_v.weight', 'blk.1.attn_v.weight'];

export const dflashForms: readonly OutlinedKeys[] = [
  { name: 'dflash-plain', architecture: 'dflash', keys, optional: [...ends, ...values] },
  {
    name: 'dflash-window',
    architecture: 'dflash',
    keys: {
      ...keys,
      'attention.sliding_window': u32(16),
      'attention.sliding_window_pattern': bools(true, false),
    },
    optional: ['token_embd.weight', 'blk.0.attn_sinks.weight', 'blk.1.post_ffw_norm.weight'],
  },
  {
    name: 'dflash-markov',
    architecture: 'dflash',
    keys,
    optional: [...ends, ...values, 'd2t', 'markov_w1.weight', 'conf_proj.weight', 'conf_proj.bias'],
    dims: { d2t: [40], 'markov_w1.weight': [6] },
  },
  {
    name: 'dflash-selector',
    architecture: 'dflash',
    keys: {
      ...keys,
      conv_kernel_size: u32(2),
      conv_group_size: u32(8),
      selector_rank: u32(6),
      selector_top_k: u32(3),
    },
    optional: [...ends, ...values, 'selector_hidden.weight'],
  },
  {
    name: 'dflash-v4',
    architecture: 'dflash',
    keys: { ...TINY_V4, block_size: u32(8), target_layers: i32s(0, 1) },
    optional: ends,
  },
];
