import { BIASES, encoderKeys, layerNorm, MEAN, ofLayers, RANK, typedBytes } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, u32 } from './values.ts';
import { unigrams, wordPieces } from './vocabularies.ts';

const keys = { ...encoderKeys, ...layerNorm, pooling_type: MEAN };
const INNER_NORMS = ['attn_q_norm', 'attn_k_norm', 'attn_norm_2'].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
const twiceAsMany = Object.fromEntries(ofLayers('ffn_up.weight').map((name) => [name, [32, 128]]));

export const jinaBertForms: readonly OutlinedKeys[] = [
  {
    name: 'jina-bert-v2-gated',
    architecture: 'jina-bert-v2',
    keys,
    optional: ofLayers('ffn_gate.weight', 'attn_q.bias', 'attn_k.bias', 'attn_v.bias'),
    ...wordPieces(),
  },
  {
    name: 'jina-bert-v2-fused',
    architecture: 'jina-bert-v2',
    keys: { ...keys, pooling_type: RANK },
    optional: ['cls.weight', 'cls.bias', ...ofLayers('ffn_up.bias', ...INNER_NORMS)],
    dims: twiceAsMany,
    ...typedBytes,
  },
  {
    name: 'jina-bert-v2-plain',
    architecture: 'jina-bert-v2',
    keys,
    ...wordPieces(),
  },
  {
    name: 'jina-bert-v3-dense',
    architecture: 'jina-bert-v3',
    keys: { ...keys, 'rope.freq_base': f32(20_000) },
    optional: ['token_types.weight', ...ofLayers(...BIASES)],
    ...unigrams([['tokenizer.ggml.token_type_count', u32(1)]]),
  },
];
