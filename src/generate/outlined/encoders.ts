/** Keys that the tiny encoders share. */
import type { ModelValue } from '../../gguf/model.ts';
import { tinyVocabulary, TINY_VOCAB } from '../tinyVocabulary.ts';
import { bool, f32, u32 } from './values.ts';
import type { TinyVocabulary } from './vocabularies.ts';

export const MEAN = u32(1);
export const CLS = u32(2);
export const RANK = u32(4);

export const encoderKeys: Readonly<Record<string, ModelValue>> = {
  context_length: u32(64),
  embedding_length: u32(32),
  block_count: u32(2),
  feed_forward_length: u32(64),
  'attention.head_count': u32(4),
  'attention.causal': bool(false),
};

export const layerNorm = { 'attention.layer_norm_epsilon': f32(1e-5) };
export const rmsNorm = { 'attention.layer_norm_rms_epsilon': f32(1e-5) };

/** The byte-level vocabulary, with types of tokens. */
export const typedBytes: TinyVocabulary = {
  vocabulary: [...tinyVocabulary(), ['tokenizer.ggml.token_type_count', u32(1)]],
  nVocab: TINY_VOCAB,
};

/** The same tensors of both layers. */
export const ofLayers = (...names: readonly string[]): readonly string[] =>
  ['blk.0.', 'blk.1.'].flatMap((at) => names.map((name) => at + name));

export const BIASES = ['attn_q.bias', 'attn_k.bias', 'attn_v.bias', 'attn_output.bias', 'ffn_up.bias', 'ffn_down.bias'];
