import { BIASES, encoderKeys, layerNorm, MEAN, ofLayers } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, u32 } from './values.ts';
import { unigrams, wordPieces } from './vocabularies.ts';

const keys = { ...encoderKeys, ...layerNorm, pooling_type: MEAN, 'rope.freq_base': f32(1000) };

export const nomicBertForms: readonly OutlinedKeys[] = [
  {
    name: 'nomic-bert-dense',
    architecture: 'nomic-bert',
    keys,
    optional: ['token_types.weight', ...ofLayers('attn_qkv.weight')],
    ...wordPieces(),
  },
  {
    name: 'nomic-bert-moe-mixture',
    architecture: 'nomic-bert-moe',
    keys: { ...keys, moe_every_n_layers: u32(2), expert_count: u32(4), expert_used_count: u32(2) },
    optional: [
      'token_types.weight',
      ...ofLayers('attn_qkv.weight', 'attn_qkv.bias', 'attn_output.bias'),
      'blk.0.ffn_up.bias',
      'blk.0.ffn_down.bias',
    ],
    ...unigrams([['tokenizer.ggml.token_type_count', u32(1)]]),
  },
  {
    name: 'nomic-bert-moe-dense',
    architecture: 'nomic-bert-moe',
    keys,
    optional: ofLayers(...BIASES),
    ...wordPieces(),
  },
];
