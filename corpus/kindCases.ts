/** Shards, adapters, control vectors and projectors: each fault beside a near-identical file without it. */
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { ARCHITECTURE, ggufBytes, tensor, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';

type Pair = readonly [key: string, value: ModelValue];

const u16 = (value: number): ModelValue => ({ type: 'u16', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const i32 = (value: number): ModelValue => ({ type: 'i32', value });
const f32 = (value: number): ModelValue => ({ type: 'f32', value });
const flag = (value: boolean): ModelValue => ({ type: 'bool', value });
const floats = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'f32', elements });

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

/** LoRA of rank 8 for one weight of (16, 32), which good/tiny-llama.gguf has: llama.cpp loads the sound one for it. */
function adapter(overrides: { readonly type?: string; readonly alpha?: number; readonly tensors?: readonly ModelTensor[] } = {}): Uint8Array {
  const { type = 'lora', alpha = 16, tensors = lora('blk.0.attn_k.weight') } = overrides;
  const metadata: readonly Pair[] = [
    ['general.type', text('adapter')],
    ['adapter.type', text(type)],
    ['adapter.lora.alpha', f32(alpha)],
  ];
  return ggufBytes({ metadata: [['general.architecture', text('llama')], ...metadata], tensors });
}

function lora(name: string, { rank = 8, rankB = rank, experts = [1, 1] }: { rank?: number; rankB?: number; experts?: readonly [number, number] } = {}): readonly ModelTensor[] {
  const [a, b] = experts.map((n) => (n > 1 ? [n] : []));
  return [zeros(`${name}.lora_a`, 32, rank, ...(a ?? [])), zeros(`${name}.lora_b`, rankB, 16, ...(b ?? []))];
}

function controlVector(...tensors: readonly ModelTensor[]): Uint8Array {
  return ggufBytes({ metadata: [['general.architecture', text('controlvector')]], tensors });
}

const VISION: Readonly<Record<string, ModelValue>> = {
  'general.architecture': text('clip'),
  'general.type': text('mmproj'),
  'clip.has_vision_encoder': flag(true),
  'clip.projector_type': text('mlp'),
  'clip.use_gelu': flag(true),
  'clip.vision.image_size': u32(336),
  'clip.vision.patch_size': u32(14),
  'clip.vision.embedding_length': u32(64),
  'clip.vision.feed_forward_length': u32(128),
  'clip.vision.block_count': u32(2),
  'clip.vision.projection_dim': u32(64),
  'clip.vision.attention.head_count': u32(4),
  'clip.vision.attention.layer_norm_epsilon': f32(1e-5),
  'clip.vision.image_mean': floats(0.5, 0.5, 0.5),
  'clip.vision.image_std': floats(0.5, 0.5, 0.5),
};

/** A projector with other values for some keys; null leaves one out. */
function projector(changes: Readonly<Record<string, ModelValue | null>> = {}): Uint8Array {
  const metadata = Object.entries({ ...VISION, ...changes }).flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  return ggufBytes({ metadata, tensors: [zeros('mm.0.weight', 8)] });
}

type Fault = readonly [rule: string, name: string, bad: Uint8Array, comment: string];

const ADAPTERS: readonly Fault[] = [
  ['adapter/type', 'other kind', adapter({ type: 'dora' }), 'a kind of adapter that readers do not know'],
  ['adapter/tensor-name', 'whole weight', adapter({ tensors: [...lora('blk.0.attn_k.weight'), zeros('blk.0.attn_v.weight', 32, 16)] }), 'a whole weight among the pairs'],
  ['adapter/pair', 'without b', adapter({ tensors: lora('blk.0.attn_k.weight').slice(0, 1) }), 'half a pair'],
  ['adapter/shape', 'ranks differ', adapter({ tensors: lora('blk.0.attn_k.weight', { rankB: 4 }) }), 'a rank of 8 in one half and 4 in the other'],
  ['adapter/shape', 'experts differ', adapter({ tensors: lora('blk.0.ffn_up_exps.weight', { experts: [4, 2] }) }), 'four experts in one half and two in the other'],
  ['model/key-range', 'adapter alpha', adapter({ alpha: NaN }), 'a scale that is not a number'],
];

const CONTROL_VECTORS: readonly Fault[] = [
  ['control-vector/layer', 'two billion', controlVector(zeros('direction.2000000000', 8)), 'a layer for which a reader allocates terabytes'],
  ['control-vector/layer', 'zero', controlVector(zeros('direction.0', 8)), 'layer 0, which readers write in front of their table'],
  ['control-vector/layer', 'not a number', controlVector(zeros('direction.1x', 8)), 'a number that readers take for 1'],
  ['control-vector/shape', 'width', controlVector(zeros('direction.1', 8), zeros('direction.2', 16)), 'a direction twice as wide as the first'],
  ['control-vector/shape', 'type', controlVector(tensor('direction.1', { type: tensorType('F16'), dims: [16] })), 'half floats, read as floats'],
];

const PROJECTORS: readonly Fault[] = [
  ['model/key-range', 'projector patch size zero', projector({ 'clip.vision.patch_size': u32(0) }), 'pixels divided by 0'],
  ['model/key-range', 'projector std zero', projector({ 'clip.vision.image_std': floats(0.5, 0, 0.5) }), 'pixels divided by 0'],
  ['model/key-range', 'projector mean short', projector({ 'clip.vision.image_mean': floats(0.5) }), 'one mean for three channels'],
  ['model/key-range', 'projector epsilon nan', projector({ 'clip.vision.attention.layer_norm_epsilon': f32(NaN) }), 'a NaN in every norm'],
  ['model/key-missing', 'projector block count', projector({ 'clip.vision.block_count': null }), 'an encoder without a number of blocks'],
  ['model/key-missing', 'projector without encoder', projector({ 'clip.has_vision_encoder': null }), 'neither images nor sound'],
  ['model/key-missing', 'projector type', projector({ 'clip.projector_type': null }), 'a projector of no kind'],
  ['model/key-inconsistent', 'projector patch over image', projector({ 'clip.vision.patch_size': u32(999) }), 'patches larger than the image'],
  ['model/key-inconsistent', 'projector heads', projector({ 'clip.vision.attention.head_count': u32(5) }), 'heads that do not divide the width'],
  ['model/key-inconsistent', 'projector activations', projector({ 'clip.use_silu': flag(true) }), 'two activations at once'],
  ['model/key-inconsistent', 'projector feature layer', projector({ 'clip.vision.feature_layer': { type: 'array', elementType: 'i32', elements: [1, 99] } }), 'a layer that the encoder has not'],
  ['model/key-type', 'projector image size', projector({ 'clip.vision.image_size': f32(336) }), 'a float where readers take an integer'],
];

function pairs(faults: readonly Fault[], good: Uint8Array): readonly PairCase[] {
  return faults.map(([rule, name, bad, comment]) => ({ rule, severity: 'error', name, comment, bad, good }));
}

/** Every kind of file but shards. */
export const KIND_CASES: readonly PairCase[] = [
  ...pairs(ADAPTERS, adapter()),
  ...pairs(CONTROL_VECTORS, controlVector(zeros('direction.1', 8), zeros('direction.2', 8))),
  ...pairs(PROJECTORS, projector()),
];

export interface ShardSet {
  readonly rule: string;
  readonly name: string;
  readonly comment: string;
  /** Of the folder, with the rule that fires on each file; `rule` unless it says otherwise. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array; readonly rule?: string }[];
}

interface ShardNumbers {
  readonly no: number;
  readonly count?: number;
  readonly tensorCount?: number;
  readonly tensors?: GgufModel['tensors'];
  readonly architecture?: readonly Pair[];
}

function shard({ no, count = 2, tensorCount = 2, tensors = [tensor(no === 0 ? 'a' : 'b')], architecture = [ARCHITECTURE as Pair] }: ShardNumbers): Uint8Array {
  const metadata: readonly Pair[] = [
    ['split.no', u16(no)],
    ['split.count', u16(count)],
    ['split.tensors.count', i32(tensorCount)],
  ];
  return ggufBytes({ metadata: [...architecture, ...metadata], tensors });
}

const FIRST = 'model-00001-of-00002.gguf';
const SECOND = 'model-00002-of-00002.gguf';
const two = (first: Uint8Array, second: Uint8Array): ShardSet['files'] => [
  { name: FIRST, bytes: first },
  { name: SECOND, bytes: second },
];

/** A later shard needs no architecture: splitters write it to the first. */
export const SOUND_SHARDS: ShardSet['files'] = two(shard({ no: 0 }), shard({ no: 1, architecture: [] }));

export const SHARD_SETS: readonly ShardSet[] = [
  { rule: 'shard/missing', name: 'second', comment: 'the first of two, alone', files: [{ name: FIRST, bytes: shard({ no: 0 }) }] },
  { rule: 'shard/file-name', name: 'no numbers', comment: 'one of two by its keys, and not by its name', files: [{ name: 'model.gguf', bytes: shard({ no: 0 }) }] },
  { rule: 'shard/file-name', name: 'beyond the count', comment: 'the third of two', files: [{ name: 'model-00003-of-00002.gguf', bytes: shard({ no: 0 }) }] },
  { rule: 'shard/inconsistent', name: 'number', comment: 'both say that they are the first', files: two(shard({ no: 0 }), shard({ no: 0, tensors: [tensor('b')] })) },
  { rule: 'shard/inconsistent', name: 'count', comment: 'one of two that says three', files: two(shard({ no: 0, count: 3 }), shard({ no: 1 })) },
  { rule: 'shard/tensor-count', name: 'more', comment: 'a tensor that is in no shard', files: two(shard({ no: 0, tensorCount: 3 }), shard({ no: 1, tensorCount: 3 })) },
  { rule: 'shard/duplicate-tensor', name: 'twice', comment: 'a tensor in both', files: two(shard({ no: 0 }), shard({ no: 1, tensors: [tensor('a')] })) },
  {
    rule: 'shard/unreadable',
    name: 'cut short',
    comment: 'a sound first shard beside one that ends in its tensor data',
    files: [
      { name: FIRST, bytes: shard({ no: 0 }) },
      { name: SECOND, bytes: shard({ no: 1 }).slice(0, -8), rule: 'gguf/tensor-data-truncated' },
    ],
  },
];
