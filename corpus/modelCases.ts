/** Hostile hyper-parameters, tensors and vocabularies: each a tiny sound model with one thing changed. */
import { tinyLlama } from '../src/generate/tinyLlama.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';

export interface ModelCase {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly comment: string;
}

export const SOUND = tinyLlama({ nLayer: 1, nFf: 32 });

/** The sound model that every case here is made of. */
export const SOUND_MODEL = writeGguf(SOUND);

export function withKey(key: string, value: ModelValue | null): GgufModel {
  const rest = SOUND.metadata.filter(([name]) => name !== key);
  return { ...SOUND, metadata: value === null ? rest : [...rest, [key, value]] };
}

export function withTensor(name: string, change: (tensor: ModelTensor) => readonly ModelTensor[]): GgufModel {
  return { ...SOUND, tensors: SOUND.tensors.flatMap((t) => (t.name === name ? change(t) : [t])) };
}

export function hostile(rule: string, name: string, model: GgufModel, comment: string, severity: ModelCase['severity'] = 'error'): ModelCase {
  return { rule, severity, name, bytes: writeGguf(model), comment };
}

export const u32 = (value: number): ModelValue => ({ type: 'u32', value });
export const f32 = (value: number): ModelValue => ({ type: 'f32', value });

const KEY_CASES: readonly ModelCase[] = [
  hostile('model/key-missing', 'no-block-count', withKey('llama.block_count', null), 'readers take the count as 0'),
  hostile('model/key-range', 'block-count-zero', withKey('llama.block_count', u32(0)), 'a model without layers'),
  hostile('model/key-range', 'block-count-huge', withKey('llama.block_count', u32(0x7fffffff)), 'allocates by the count'),
  hostile('model/key-type', 'block-count-string', withKey('llama.block_count', { type: 'string', value: '1' }), 'read as another type'),
  hostile('model/key-type', 'block-count-array', withKey('llama.block_count', { type: 'array', elementType: 'u32', elements: [1] }), 'an array where one number belongs'),
  hostile('model/key-range', 'head-count-zero', withKey('llama.attention.head_count', u32(0)), 'divides by the head count'),
  hostile('model/key-inconsistent', 'head-count-kv-zero', withKey('llama.attention.head_count_kv', u32(0)), 'divides by the group size'),
  hostile('model/key-inconsistent', 'heads-not-divisible', withKey('llama.attention.head_count_kv', u32(3)), 'a query head without a group'),
  hostile('model/key-inconsistent', 'embedding-not-divisible', withKey('llama.attention.head_count', u32(5)), 'a fractional head'),
  hostile('model/key-range', 'context-zero', withKey('llama.context_length', u32(0)), 'an empty cache'),
  hostile('model/key-range', 'embedding-zero', withKey('llama.embedding_length', u32(0)), 'rows of no width'),
  hostile('model/key-inconsistent', 'rope-odd', withKey('llama.rope.dimension_count', u32(7)), 'half a pair is read past the end'),
  hostile('model/key-inconsistent', 'rope-wider-than-head', withKey('llama.rope.dimension_count', u32(64)), 'turns the next head too'),
  hostile('model/key-range', 'rope-base-zero', withKey('llama.rope.freq_base', f32(0)), 'infinite frequencies'),
  hostile('model/key-range', 'rope-base-negative', withKey('llama.rope.freq_base', f32(-10_000)), 'NaN frequencies'),
  hostile('model/key-range', 'rope-base-nan', withKey('llama.rope.freq_base', f32(NaN)), 'NaN angles'),
  hostile('model/key-range', 'rope-scaling-unknown', withKey('llama.rope.scaling.type', { type: 'string', value: 'ntk' }), 'a scaling nobody defines'),
  hostile('model/key-not-finite', 'rope-factor-nan', withKey('llama.rope.scaling.factor', f32(NaN)), 'NaN positions'),
  hostile('model/key-range', 'eps-zero', withKey('llama.attention.layer_norm_rms_epsilon', f32(0)), 'divides by zero on an all-zero row'),
  hostile('model/key-range', 'eps-negative', withKey('llama.attention.layer_norm_rms_epsilon', f32(-1)), 'the root of a negative number'),
  hostile('model/key-range', 'eps-nan', withKey('llama.attention.layer_norm_rms_epsilon', f32(NaN)), 'every logit is NaN'),
  hostile('model/key-inconsistent', 'value-length', withKey('llama.attention.value_length', u32(4)), 'keys and values of two widths'),
  hostile('model/vocab-size', 'vocab-size', withKey('llama.vocab_size', u32(1000)), 'logits past the end of the embedding'),
  hostile('model/vocab-size-missing', 'none', withKey('tokenizer.ggml.model', { type: 'string', value: 'none' }), 'an embedding of no rows is expected'),
];

const FLOATS = { type: tensorType('F32'), dims: [32], data: new Uint8Array(128) };

const TENSOR_CASES: readonly ModelCase[] = [
  hostile('model/tensor-missing', 'no-output-norm', withTensor('output_norm.weight', () => []), 'a null tensor'),
  hostile('model/tensor-shape', 'narrow-norm', withTensor('output_norm.weight', (t) => [{ ...t, dims: [16], data: new Uint8Array(64) }]), 'a gain shorter than the row'),
  hostile('model/tensor-type', 'quantised-norm', withTensor('output_norm.weight', (t) => [{ ...t, type: tensorType('Q8_0'), data: new Uint8Array(34) }]), 'blocks read as floats'),
  hostile('model/tensor-extra', 'extra-tensor', { ...SOUND, tensors: [...SOUND.tensors, { name: 'payload', ...FLOATS }] }, 'a tensor nothing reads'),
];

const TEXT_CASES: readonly ModelCase[] = [
  hostile('text/no-tokens', 'no-tokens', withKey('tokenizer.ggml.tokens', null), 'an empty table indexed by every id'),
  hostile('text/token-types-length', 'few-token-types', withKey('tokenizer.ggml.token_type', { type: 'array', elementType: 'i32', elements: [1, 1] }), 'types read past the end'),
  hostile('text/special-id', 'bos-out-of-range', withKey('tokenizer.ggml.bos_token_id', u32(258)), 'an index one past the end'),
  hostile('text/key-type', 'eos-negative', withKey('tokenizer.ggml.eos_token_id', { type: 'i32', value: -1 }), 'an index before the start'),
];

const ARCHITECTURE_CASES: readonly ModelCase[] = [
  hostile('model/architecture-undescribed', 'unknown-architecture', withKey('general.architecture', { type: 'string', value: 'nonesuch' }), 'no rule can run', 'warning'),
];

export const MODEL_CASES: readonly ModelCase[] = [...KEY_CASES, ...TENSOR_CASES, ...TEXT_CASES, ...ARCHITECTURE_CASES];
