import { describe, expect, it } from 'vitest';
import { outlinedModel } from '../../../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../../../src/generate/outlined/outlinedModels.ts';
import { bools, f32, f32s, u32, u32s } from '../../../src/generate/outlined/values.ts';
import { toModel, type GgufModel, type ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { otherModels } from '../../support/architectures.ts';
import { parsedFile } from '../../support/tinyModel.ts';

function modelOf(name: string): GgufModel {
  const form = OUTLINED_MODELS.find((one) => one.name === name);
  if (form) return outlinedModel(form);
  const fixture = otherModels().find((one) => one.name === name);
  if (!fixture) throw new Error(`expected a form ${name}`);
  const source = bufferSource(fixture.bytes);
  return toModel(parsedFile(source), source);
}

const messagesOf = (model: GgufModel): readonly string[] =>
  buildProgram(parsedFile(bufferSource(writeGguf(model))))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule} ${message}`);

function withKey(model: GgufModel, key: string, value: ModelValue): GgufModel {
  return { ...model, metadata: [...model.metadata.filter(([name]) => name !== key), [key, value]] };
}

describe('keys of an outlined architecture', () => {
  it.each<readonly [form: string, key: string, value: ModelValue, message: string]>([
    ['apertus-dense', 'xielu.beta', f32s(0.5), 'model/array-length xielu.beta: expected one value for each of the 2'],
    ['apertus-dense', 'xielu.alpha_n', f32(NaN), 'model/key-range xielu.alpha_n: expected a number of at most'],
    ['apertus-dense', 'xielu.eps', u32(1), 'model/key-type xielu.eps: expected a number of at most'],
    ['bitnet-dense', 'bitnet.attention.head_count_kv', u32s(2, 4), "the first layer's in every layer"],
    ['bitnet-dense', 'bitnet.attention.value_length', u32(16), 'expected attention.key_length 8, found 16'],
    ['bitnet-dense', 'bitnet.nextn_predict_layers', u32(1), 'expected none in this architecture, found 1'],
    ['plm-dense', 'plm.rope.dimension_count', u32(24), 'expected over the rotated 24, found 24'],
    ['plm-dense', 'plm.attention.head_count_kv', u32(1), 'expected the head count 2, found 1'],
    ['rwkv6-fused', 'rwkv6.token_shift_count', u32(1), 'expected 2, found 1'],
    ['rwkv6-fused', 'rwkv6.attention.head_count_kv', u32(2), 'expected 0 or the 4 heads'],
    ['rwkv6qwen2-grouped', 'rwkv6qwen2.attention.head_count_kv', u32(3), 'expected 0 or a divisor of the 4 heads'],
    ['rwkv7-gated', 'rwkv7.wkv.head_size', u32(12), 'expected a divisor of the embedding length 128, found 12'],
    ['arwkv7-plain', 'arwkv7.wkv.head_size', u32(32), 'expected a multiple of 64, found 32'],
    ['gemma3n-dense', 'gemma3n.feed_forward_length', u32(1), 'expected over 1, found 1'],
    [
      'gemma3n-shared',
      'gemma3n.attention.sliding_window_pattern',
      bools(...Array.from({ length: 22 }, (_, i) => i === 21)),
      'expected layer 18 with the window and heads of layer 21',
    ],
    ['gemma4-shared', 'gemma4.attention.shared_kv_layers', u32(3), 'expected two of the 4 layers with their own'],
    ['gemma4-shared', 'gemma4.rope.dimension_count_swa', u32(16), "expected an even number up to the head's 8"],
    ['gemma4-moe', 'gemma4.attention.value_length_swa', u32(16), 'expected attention.key_length_swa 8, found 16'],
    ['gemma4-assistant-dense', 'gemma4-assistant.nextn_predict_layers', u32(1), 'expected all of the 2 blocks'],
    ['gemma4-assistant-dense', 'gemma4-assistant.embedding_length_out', u32(64), 'other than its own 64, found 64'],
    ['qwen4exp-moe', 'qwen4exp.attention.compress_ratios', u32s(1), 'expected one for each of the 2 layers, found 1'],
    ['qwen4exp-moe', 'qwen4exp.attention.compress_ratios', u32s(4, 65), 'expected up to 64'],
    ['qwen4exp-moe', 'qwen4exp.ple.heads_per_ngram', u32(1), 'expected heads that make up the embedding length 64'],
    ['qwen4exp-moe', 'qwen4exp.nextn_predict_layers', u32(1), 'expected none in this architecture, found 1'],
    ['mamba-dense', 'mamba.nextn_predict_layers', u32(1), 'expected none in this architecture, found 1'],
    [
      'qwen35-dense',
      'qwen35.nextn_predict_layers',
      u32(1),
      'expected blk.1.nextn.eh_proj.weight, found no such tensor',
    ],
    ['refact-moe', 'refact.nextn_predict_layers', u32(1), 'expected none in this architecture, found 1'],
    ['jamba-dense', 'jamba.attention.head_count', u32s(4, 0), 'expected heads that make up the embedding length 64'],
    ['step35-dense', 'step35.rope.dimension_count', u32(14), 'expected a multiple of 4'],
    ['step35-dense', 'step35.attention.key_length_swa', u32(32), 'where only some layers have a window, found 32'],
  ])('%s: %s', (form, key, value, message) => {
    expect(messagesOf(withKey(modelOf(form), key, value)).join('\n')).toContain(message);
  });

  it('needs one that begins with another word', () => {
    const model = modelOf('apertus-dense');
    const metadata = model.metadata.filter(([key]) => key !== 'xielu.eps');
    expect(messagesOf({ ...model, metadata })).toEqual([
      'model/key-missing xielu.eps: expected this key, found no such one',
    ]);
  });

  it('takes the width of rotations in a window from the others', () => {
    const model = modelOf('gemma4-dense');
    const metadata = model.metadata.filter(([key]) => key !== 'gemma4.rope.dimension_count_swa');
    expect(messagesOf({ ...model, metadata }).join('\n')).toContain(
      "gemma4.rope.dimension_count_swa: expected an even number up to the head's 8, found 16",
    );
  });
});

describe('tensors of layers that predict further tokens', () => {
  it('are known by name where they are outlined', () => {
    const model = modelOf('step35-moe');
    const [first] = model.tensors.filter(({ name }) => name === 'blk.2.nextn.enorm.weight');
    if (!first) throw new Error('expected the tensor');
    const tensors = [...model.tensors, { ...first, name: 'blk.2.nextn.other.weight' }];
    expect(messagesOf({ ...model, tensors }).join('\n')).toContain('the architecture declares no such tensor');
  });

  it('may be left to a file of their own', () => {
    const model = modelOf('step35-moe');
    const tensors = model.tensors.filter(({ name }) => !String(name).startsWith('blk.2.'));
    expect(messagesOf({ ...model, tensors })).toEqual([]);
  });
});
