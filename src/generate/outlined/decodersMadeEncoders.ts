import { encoderKeys, MEAN, ofLayers, rmsNorm } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, u32 } from './values.ts';

const gemma = {
  ...encoderKeys,
  ...rmsNorm,
  block_count: u32(6),
  pooling_type: MEAN,
  'attention.head_count_kv': u32(1),
  'attention.key_length': u32(16),
  'attention.value_length': u32(16),
  'attention.sliding_window': u32(8),
  'rope.freq_base': f32(1e6),
};

const llama = { ...encoderKeys, ...rmsNorm, 'attention.head_count_kv': u32(2), 'rope.dimension_count': u32(8) };

/** Decoders that were made to see both ways. */
export const decodersMadeEncoders: readonly OutlinedKeys[] = [
  { name: 'gemma-embedding-plain', architecture: 'gemma-embedding', keys: gemma },
  {
    name: 'gemma-embedding-dense',
    architecture: 'gemma-embedding',
    keys: {
      ...gemma,
      dense_2_feat_in: u32(32),
      dense_2_feat_out: u32(128),
      dense_3_feat_in: u32(128),
      dense_3_feat_out: u32(32),
    },
    optional: ['output.weight', 'dense_2.weight', 'dense_3.weight'],
  },
  {
    name: 'llama-embed-dense',
    architecture: 'llama-embed',
    keys: llama,
    optional: [
      'output.weight',
      'rope_freqs.weight',
      ...ofLayers('attn_q.bias', 'attn_k.bias', 'attn_v.bias', 'attn_output.bias'),
    ],
  },
  {
    name: 'llama-embed-mixture',
    architecture: 'llama-embed',
    keys: { ...llama, pooling_type: MEAN, expert_count: u32(4), expert_used_count: u32(2) },
    optional: ofLayers('ffn_gate_exps.weight'),
  },
];
