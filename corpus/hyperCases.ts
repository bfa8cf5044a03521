/** Hyper-parameters beyond a plain llama: mixtures, stretched positions, values of each layer, architectures that nobody described. */
import { tinyLlama } from '../src/generate/tinyLlama.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { f32, hostile, SOUND, u32, withKey, type ModelCase } from './modelCases.ts';

const u32s = (...elements: number[]): ModelValue => ({ type: 'array', elementType: 'u32', elements });
const text = (value: string): ModelValue => ({ type: 'string', value });

/** `model` with keys set, in place or at the end. */
function withKeys(model: GgufModel, keys: Readonly<Record<string, ModelValue>>): GgufModel {
  const rest = model.metadata.filter(([name]) => !(String(name) in keys));
  return { ...model, metadata: [...rest, ...Object.entries(keys)] };
}

const llama = (keys: Readonly<Record<string, ModelValue>>): GgufModel =>
  withKeys(SOUND, Object.fromEntries(Object.entries(keys).map(([key, value]) => [`llama.${key}`, value])));

/** Two layers: arrays have something to be short of. */
const PER_LAYER = withKeys(tinyLlama({ nLayer: 2, nFf: 32 }), {
  'llama.attention.head_count': u32s(4, 4),
  'llama.attention.head_count_kv': u32s(2, 2),
  'llama.feed_forward_length': u32s(32, 32),
});

/** Positions stretched by YaRN. */
const STRETCHED = llama({
  'rope.scaling.type': text('yarn'),
  'rope.scaling.factor': f32(4),
  'rope.scaling.original_context_length': u32(16),
});

const EXPERTS = 4;
const expertTensor = (name: string, cols: number, rows: number): ModelTensor => ({
  name: `blk.0.${name}.weight`,
  dims: [cols, rows, EXPERTS],
  type: tensorType('F32'),
  data: new Uint8Array(4 * cols * rows * EXPERTS),
});

/** The sound model with a mixture of four experts in place of its feed-forward. */
const MIXTURE: GgufModel = {
  ...llama({ expert_count: u32(EXPERTS), expert_used_count: u32(2) }),
  tensors: [
    ...SOUND.tensors.filter(({ name }) => !/ffn_(gate|up|down)/.test(String(name))),
    { ...expertTensor('ffn_gate_inp', 32, EXPERTS), dims: [32, EXPERTS], data: new Uint8Array(4 * 32 * EXPERTS) },
    expertTensor('ffn_gate_exps', 32, 32),
    expertTensor('ffn_up_exps', 32, 32),
    expertTensor('ffn_down_exps', 32, 32),
  ],
};

const mixture = (keys: Readonly<Record<string, ModelValue>>): GgufModel =>
  withKeys(MIXTURE, Object.fromEntries(Object.entries(keys).map(([key, value]) => [`llama.${key}`, value])));

/** An architecture that nobody describes, its standard keys as sound as the sound model's. */
function undescribed(keys: Readonly<Record<string, ModelValue>>): GgufModel {
  const metadata = SOUND.metadata.map(([key, value]) => [String(key).replace(/^llama\./, 'nonesuch.'), value] as const);
  const renamed = { ...SOUND, metadata: metadata.filter(([key]) => key !== 'general.architecture') };
  return withKeys(renamed, { 'general.architecture': text('nonesuch'), ...keys });
}

/** The mixture as an architecture has it that makes one of every `step` layers so. */
function interleaved(step: number): GgufModel {
  const metadata = MIXTURE.metadata.map(([key, value]) => [String(key).replace(/^llama\./, 'ernie4_5-moe.'), value] as const);
  const keys = { expert_feed_forward_length: u32(32), leading_dense_block_count: u32(0), interleave_moe_layer_step: u32(step) };
  const named = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`ernie4_5-moe.${key}`, value]));
  return withKeys({ ...MIXTURE, metadata }, { 'general.architecture': text('ernie4_5-moe'), ...named });
}

/** The good twins of the cases here. */
export const HYPER_GOOD: Readonly<Record<string, Uint8Array>> = {
  'per-layer-keys': writeGguf(PER_LAYER),
  'rope-yarn': writeGguf(STRETCHED),
  'tiny-mixture': writeGguf(MIXTURE),
  'interleaved-mixture': writeGguf(interleaved(1)),
  'file-type-q8-0': writeGguf(withKey('general.file_type', u32(7))),
  'model-that-says-imatrix': writeGguf(withKeys(SOUND, { 'general.type': text('imatrix') })),
  'undescribed-architecture': writeGguf(undescribed({})),
};

// prettier-ignore
export const HYPER_CASES: readonly ModelCase[] = [
  hostile('model/key-inconsistent', 'heads-beyond-embedding', llama({ 'attention.head_count': u32(64) }), 'heads of no width'),
  hostile('model/tensor-missing', 'block-count-flood', llama({ block_count: u32(512) }), 'findings and work for layers that are not there'),
  hostile('model/key-inconsistent', 'key-length', llama({ 'attention.key_length': u32(16), 'attention.value_length': u32(16) }), 'heads wider than the projections give'),
  hostile('model/key-range', 'rope-factor-negative', llama({ 'rope.scaling.factor': f32(-4) }), 'positions run backwards'),
  hostile('model/key-not-finite', 'rope-factor-denormal', llama({ 'rope.scaling.factor': f32(1e-40) }), 'one over it is infinite in float32'),
  hostile('model/key-not-finite', 'rope-factor-infinite', llama({ 'rope.scaling.factor': f32(Infinity) }), 'every position is 0'),
  hostile('model/key-not-finite', 'yarn-factor-negative', withKeys(STRETCHED, { 'llama.rope.scaling.factor': f32(-1) }), 'the logarithm of a negative number'),
  hostile('model/key-unset', 'rope-factor-zero', llama({ 'rope.scaling.factor': f32(0) }), 'no scaling to some, a division by zero to others', 'warning'),
  hostile('model/key-range', 'yarn-context-zero', withKeys(STRETCHED, { 'llama.rope.scaling.original_context_length': u32(0) }), 'the logarithm of zero'),
  hostile('model/key-inconsistent', 'yarn-betas', withKeys(STRETCHED, { 'llama.rope.scaling.yarn_beta_fast': f32(1), 'llama.rope.scaling.yarn_beta_slow': f32(32) }), 'a ramp that runs backwards'),
  hostile('model/key-range', 'softcap-zero', llama({ final_logit_softcapping: f32(0) }), 'divides by the cap'),
  hostile('model/key-not-finite', 'softcap-nan', llama({ attn_logit_softcapping: f32(NaN) }), 'every score is NaN'),
  hostile('model/key-range', 'window-period-zero', llama({ 'attention.sliding_window_pattern': u32(0) }), 'the layer number modulo zero'),
  hostile('model/key-range', 'mixture-interval-zero', interleaved(0), 'the layer number modulo zero'),
  hostile('model/key-inconsistent', 'mixture-interval-two', interleaved(2), 'loaded as a mixture, run as none'),
  hostile('model/array-length', 'heads-of-one-layer', withKeys(PER_LAYER, { 'llama.attention.head_count': u32s(4) }), 'the second layer reads past the array'),
  hostile('model/array-length', 'widths-of-three-layers', withKeys(PER_LAYER, { 'llama.feed_forward_length': u32s(32, 32, 32) }), 'written past a table of the layers'),
  hostile('model/key-range', 'heads-zero-in-a-layer', withKeys(PER_LAYER, { 'llama.attention.head_count': u32s(4, 0) }), 'one layer divides by zero'),
  hostile('model/key-range', 'experts-huge', mixture({ expert_count: u32(1_000_000) }), 'a table of experts on the stack'),
  hostile('model/key-inconsistent', 'experts-used-beyond-count', mixture({ expert_used_count: u32(5) }), 'the selection reads past the scores'),
  hostile('model/key-inconsistent', 'experts-used-zero', mixture({ expert_used_count: u32(0) }), 'a sum over no expert'),
  hostile('model/key-inconsistent', 'experts-used-without-experts', llama({ expert_used_count: u32(2) }), 'a selection among none'),
  hostile('model/key-inconsistent', 'expert-groups-uneven', mixture({ expert_group_count: u32(3), expert_group_used_count: u32(1) }), 'the last group reads past the scores'),
  hostile('model/key-inconsistent', 'expert-groups-unused', mixture({ expert_group_count: u32(2), expert_group_used_count: u32(0) }), 'no group to choose from'),
  hostile('model/tensor-shape', 'experts-fewer-slices', { ...MIXTURE, tensors: MIXTURE.tensors.map((t) => (t.name === 'blk.0.ffn_up_exps.weight' ? { ...t, dims: [32, 32, 2], data: new Uint8Array(4 * 32 * 32 * 2) } : t)) }, 'the last experts lie past the data'),
  hostile('model/tensor-shape', 'experts-flattened', { ...MIXTURE, tensors: MIXTURE.tensors.map((t) => (t.name === 'blk.0.ffn_up_exps.weight' ? { ...t, dims: [32, 32 * EXPERTS] } : t)) }, 'as many bytes, another shape: strides of experts are wrong'),
  hostile('model/vocab-size', 'fewer-tokens', withKeys(SOUND, { 'tokenizer.ggml.tokens': { type: 'array', elementType: 'string', elements: ['<s>', '</s>'] } }), 'ids of the embedding without a text'),
  hostile('model/file-type', 'file-type-q4-0', withKey('general.file_type', u32(2)), 'says Q4_0, holds none', 'warning'),
  hostile('model/file-type', 'file-type-unknown', withKey('general.file_type', u32(999)), 'a type that nobody defines', 'warning'),
  hostile('model/key-type', 'file-type-signed', withKey('general.file_type', { type: 'i32', value: 0 }), 'readers ask for a u32, and end the process'),
  hostile('model/key-range', 'model-that-says-imatrix', withKeys(llama({ 'attention.layer_norm_rms_epsilon': f32(0) }), { 'general.type': text('imatrix') }), 'its readers load it as the model that its architecture names'),
  hostile('model/key-range', 'undescribed-block-count-zero', undescribed({ 'nonesuch.block_count': u32(0) }), 'rules on standard keys hold for every architecture'),
  hostile('model/key-range', 'undescribed-eps-zero', undescribed({ 'nonesuch.attention.layer_norm_rms_epsilon': f32(0) }), 'no norm has an epsilon'),
  hostile('model/key-inconsistent', 'undescribed-heads-not-divisible', undescribed({ 'nonesuch.attention.head_count_kv': u32(3) }), 'a query head without a group'),
];
