import type { OutlinedKeys } from './outlinedModel.ts';
import { bool, f32, u32 } from './values.ts';
import { noVocabulary } from './vocabularies.ts';

const N_VOCAB = 64;

const keys = {
  context_length: u32(64),
  embedding_length: u32(34),
  block_count: u32(6),
  vocab_size: u32(N_VOCAB),
  features_length: u32(16),
  feed_forward_length: u32(48),
  'attention.causal': bool(false),
  'attention.layer_norm_epsilon': f32(1e-6),
  'attention.group_norm_epsilon': f32(1e-6),
  'attention.group_norm_groups': u32(4),
  'posnet.embedding_length': u32(24),
  'posnet.block_count': u32(6),
  'convnext.embedding_length': u32(24),
  'convnext.block_count': u32(2),
};

export const wavtokenizerDecForms: readonly OutlinedKeys[] = [
  { name: 'wavtokenizer-dec-plain', architecture: 'wavtokenizer-dec', keys, ...noVocabulary(N_VOCAB) },
];
