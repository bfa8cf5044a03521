import type { OutlinedKeys } from './outlinedModel.ts';
import { TINY, TINY_EXPERTS } from './tinyKeys.ts';
import { u32 } from './values.ts';

const keys = { ...TINY, ...TINY_EXPERTS, leading_dense_block_count: u32(1) };
const at = 'blk.1.';

export const deepseek2OcrForms: readonly OutlinedKeys[] = [
  { name: 'deepseek2-ocr-moe', architecture: 'deepseek2-ocr', keys },
  {
    name: 'deepseek2-ocr-fused',
    architecture: 'deepseek2-ocr',
    keys,
    optional: ['output.weight', `${at}attn_qkv.weight`, `${at}attn_qkv.bias`, `${at}ffn_gate_up_exps.weight`],
  },
];
