import { BIASES, CLS, encoderKeys, layerNorm, MEAN, ofLayers, RANK, typedBytes } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { texts, u32 } from './values.ts';
import { unigrams, wordPieces } from './vocabularies.ts';

const keys = { ...encoderKeys, ...layerNorm };

export const bertForms: readonly OutlinedKeys[] = [
  {
    name: 'bert-pieces',
    architecture: 'bert',
    keys: { ...keys, pooling_type: MEAN },
    optional: ['token_types.weight', ...ofLayers(...BIASES)],
    ...wordPieces(),
  },
  {
    name: 'bert-classifier',
    architecture: 'bert',
    keys: { ...keys, pooling_type: RANK, 'classifier.output_labels': texts('no', 'yes', 'maybe') },
    optional: [
      'token_types.weight',
      'cls.weight',
      'cls.bias',
      'cls.output.weight',
      'cls.output.bias',
      ...ofLayers('attn_qkv.weight', 'attn_qkv.bias'),
    ],
    ...typedBytes,
  },
  {
    name: 'bert-unigrams',
    architecture: 'bert',
    keys: { ...keys, pooling_type: CLS },
    optional: ofLayers('attn_qkv.weight', ...BIASES),
    ...unigrams([['tokenizer.ggml.token_type_count', u32(1)]]),
  },
];
