import { MEAN } from './encoders.ts';
import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, u32 } from './values.ts';
import { unigrams } from './vocabularies.ts';

const keys = {
  context_length: u32(64),
  embedding_length: u32(32),
  block_count: u32(2),
  feed_forward_length: u32(64),
  'attention.head_count': u32(4),
  'attention.key_length': u32(8),
  'attention.value_length': u32(8),
  'attention.layer_norm_epsilon': f32(1e-6),
  'attention.layer_norm_rms_epsilon': f32(1e-6),
  'attention.relative_buckets_count': u32(32),
};

const gates = (half: string): readonly string[] => ['0', '1'].map((i) => `${half}.blk.${i}.ffn_gate.weight`);

export const t5Forms: readonly OutlinedKeys[] = [
  {
    name: 't5-plain',
    architecture: 't5',
    keys: { ...keys, decoder_start_token_id: u32(0) },
    ...unigrams(),
  },
  {
    name: 't5-gated',
    architecture: 't5',
    keys: { ...keys, decoder_start_token_id: u32(0), decoder_block_count: u32(1) },
    optional: ['output.weight', ...gates('enc'), 'dec.blk.0.ffn_gate.weight', 'enc.blk.1.attn_rel_b.weight'],
    ...unigrams(),
  },
  { name: 't5encoder-plain', architecture: 't5encoder', keys: { ...keys, pooling_type: MEAN }, ...unigrams() },
  {
    name: 't5encoder-gated',
    architecture: 't5encoder',
    keys,
    optional: gates('enc'),
    ...unigrams(),
  },
];
