import { describe, expect, it } from 'vitest';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import { outlinedModel } from '../../../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../../../src/generate/outlined/outlinedModels.ts';
import { bools, text, texts, u32, u32s } from '../../../src/generate/outlined/values.ts';
import type { GgufModel, ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { parsedFile } from '../../support/tinyModel.ts';

function madeOf(name: string, keys: Readonly<Record<string, ModelValue>> = {}): GgufModel {
  const form = OUTLINED_MODELS.find((each) => each.name === name);
  if (!form) throw new Error(`expected a form ${name}`);
  return outlinedModel({ ...form, keys: { ...form.keys, ...keys } });
}

/** Paths of errors. */
const errorsOf = (model: GgufModel): readonly (string | undefined)[] =>
  kindFindings(parsedFile(bufferSource(writeGguf(model))), 'model.gguf', { profile: 'strict', limits: {} })
    .filter(({ severity }) => severity === 'error')
    .map(({ path }) => path);

/** Of files whose tensors are as the keys say, and which llama.cpp aborts on or refuses all the same. */
const FAULTS: readonly (readonly [form: string, keys: Readonly<Record<string, ModelValue>>, key: string])[] = [
  ['bert-pieces', { 'attention.key_length': u32(4) }, 'bert.attention.key_length'],
  ['bert-pieces', { 'attention.value_length': u32(4) }, 'bert.attention.value_length'],
  ['bert-pieces', { embedding_length_out: u32(64) }, 'bert.embedding_length_out'],
  ['bert-classifier', { 'attention.head_count_kv': u32s(0, 4) }, 'bert.attention.head_count_kv'],
  ['eurobert-dense', { 'attention.head_count': u32(32) }, 'eurobert.rope.dimension_count'],
  ['jina-bert-v2-fused', { 'classifier.output_labels': texts('no', 'yes') }, 'jina-bert-v2.pooling_type'],
  ['jina-bert-v2-gated', { 'attention.head_count_kv': u32(2) }, 'jina-bert-v2.attention.head_count_kv'],
  ['modern-bert-windowed', { hidden_activation: text('relu') }, 'modern-bert.hidden_activation'],
  [
    'modern-bert-windowed',
    { 'attention.sliding_window_pattern': bools(true, true) },
    'modern-bert.attention.sliding_window_pattern',
  ],
  ['gemma-embedding-plain', { block_count: u32(5) }, 'gemma-embedding.attention.sliding_window_pattern'],
  [
    'gemma-embedding-plain',
    { 'attention.sliding_window_pattern': bools(true, true, true, true, true, true) },
    'gemma-embedding.attention.sliding_window_pattern',
  ],
  ['gemma-embedding-dense', { dense_2_feat_in: u32(31) }, 'gemma-embedding.dense_2_feat_in'],
  ['gemma-embedding-dense', { dense_3_feat_in: u32(64) }, 'gemma-embedding.dense_3_feat_in'],
  ['llama-embed-mixture', { expert_used_count: u32s(2, 1) }, 'llama-embed.expert_used_count'],
  ['nomic-bert-moe-mixture', { expert_used_count: u32s(2, 0) }, 'nomic-bert-moe.expert_used_count'],
  ['t5-plain', { 'attention.relative_buckets_count': u32(3) }, 't5.attention.relative_buckets_count'],
  ['t5-plain', { decoder_block_count: u32(3) }, 't5.decoder_block_count'],
  ['t5-plain', { decoder_start_token_id: u32(1000) }, 't5.decoder_start_token_id'],
  ['wavtokenizer-dec-plain', { features_length: u32(6) }, 'wavtokenizer-dec.features_length'],
  ['wavtokenizer-dec-plain', { 'posnet.block_count': u32(7) }, 'wavtokenizer-dec.posnet.block_count'],
];

describe('an encoder', () => {
  it.each(FAULTS)('%s with %j is an error of its key', (form, keys, key) => {
    expect(errorsOf(madeOf(form, keys))).toContain(`metadata["${key}"]`);
  });

  it('has token types in F32 alone: they are added to the embedding', () => {
    const { tensors, ...rest } = madeOf('bert-pieces');
    const halved = tensors.map((t) =>
      t.name === 'token_types.weight' ? { ...t, type: tensorType('F16'), data: new Uint8Array(t.data.length / 2) } : t,
    );
    expect(errorsOf({ ...rest, tensors: halved })).toHaveLength(1);
  });

  it('has kernels of convolutions in F32 or F16', () => {
    const { tensors, ...rest } = madeOf('wavtokenizer-dec-plain');
    const typed = (type: 'F16' | 'BF16'): GgufModel => ({
      ...rest,
      tensors: tensors.map((t) =>
        t.name === 'conv1d.weight' ? { ...t, type: tensorType(type), data: new Uint8Array(t.data.length / 2) } : t,
      ),
    });
    expect([errorsOf(typed('F16')).length, errorsOf(typed('BF16')).length]).toEqual([0, 1]);
  });

  it.each([
    ['blk.0.attn_q.scale', 1, 0],
    ['blk.0.attn_q.input_scale', 1, 0],
    ['blk.0.attn_q.scale', 32, 1],
    ['token_embd.scale', 1, 1],
    ['blk.0.attn_output_norm.scale', 1, 1],
  ])('with %s of %d is an error %d times', (name, n, times) => {
    const { tensors, ...rest } = madeOf('bert-pieces');
    const scale = { name, dims: [n], type: tensorType('F32'), data: new Uint8Array(4 * n) };
    expect(errorsOf({ ...rest, tensors: [...tensors, scale] })).toHaveLength(times);
  });
});
