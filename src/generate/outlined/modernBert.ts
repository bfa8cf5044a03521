import { CLS, encoderKeys, layerNorm, MEAN, ofLayers, RANK, rmsNorm } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, text, texts, u32 } from './values.ts';
import { wordPieces } from './vocabularies.ts';

const windowed = {
  ...encoderKeys,
  ...layerNorm,
  pooling_type: MEAN,
  'attention.sliding_window': u32(4),
  'rope.freq_base': f32(160_000),
  'rope.freq_base_swa': f32(10_000),
  'rope.scaling.type': text('none'),
};

export const modernBertForms: readonly OutlinedKeys[] = [
  { name: 'modern-bert-windowed', architecture: 'modern-bert', keys: windowed },
  {
    name: 'modern-bert-classifier',
    architecture: 'modern-bert',
    keys: {
      ...encoderKeys,
      ...layerNorm,
      pooling_type: RANK,
      hidden_activation: text('silu'),
      'classifier.output_labels': texts('no', 'yes'),
    },
    optional: ['cls.weight', 'cls.norm.weight', 'cls.output.weight', 'cls.output.bias', 'blk.0.attn_norm.weight'],
  },
  {
    name: 'neo-bert-dense',
    architecture: 'neo-bert',
    keys: { ...encoderKeys, ...rmsNorm, pooling_type: CLS, 'rope.scaling.type': text('none') },
    ...wordPieces(),
  },
  {
    name: 'neo-bert-classifier',
    architecture: 'neo-bert',
    keys: { ...encoderKeys, ...rmsNorm, pooling_type: RANK, 'attention.head_count_kv': u32(2) },
    optional: ['cls.weight', 'cls.bias', 'cls.output.weight', 'cls.output.bias'],
    ...wordPieces(),
  },
  {
    name: 'eurobert-dense',
    architecture: 'eurobert',
    keys: {
      ...encoderKeys,
      ...rmsNorm,
      pooling_type: MEAN,
      'attention.head_count_kv': u32(2),
      'rope.scaling.type': text('none'),
    },
  },
  {
    name: 'eurobert-fused',
    architecture: 'eurobert',
    keys: { ...encoderKeys, ...rmsNorm },
    optional: ofLayers('attn_qkv.weight'),
  },
];
