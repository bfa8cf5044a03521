/** Shards, adapters, control vectors and what is no language model: each fault beside a near-identical file without it. */
import type { ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { ggufBytes, strings, tensor, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';
import { PROJECTOR_CASES } from './projectorCases.ts';

type Pair = readonly [key: string, value: ModelValue];

const u16 = (value: number): ModelValue => ({ type: 'u16', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const f32 = (value: number): ModelValue => ({ type: 'f32', value });
const u32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'u32', elements });

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

/** LoRA of rank 8 for one weight of (16, 32), which good/tiny-llama.gguf has: llama.cpp loads the sound one for it. */
function adapter(overrides: { readonly type?: string; readonly alpha?: number; readonly more?: readonly Pair[]; readonly tensors?: readonly ModelTensor[] } = {}): Uint8Array {
  const { type = 'lora', alpha = 16, more = [], tensors = lora('blk.0.attn_k.weight') } = overrides;
  const metadata: readonly Pair[] = [
    ['general.type', text('adapter')],
    ['adapter.type', text(type)],
    ['adapter.lora.alpha', f32(alpha)],
    ...more,
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

/** Sums of squares and counts of one weight, as llama.cpp's imatrix tool writes them. */
function imatrix(overrides: { readonly tensors?: readonly ModelTensor[]; readonly keys?: readonly Pair[] } = {}): Uint8Array {
  const { tensors = entry(8), keys = IMATRIX_KEYS } = overrides;
  return ggufBytes({ metadata: [['general.type', text('imatrix')], ...keys], tensors });
}

const IMATRIX_KEYS: readonly Pair[] = [
  ['imatrix.datasets', strings('calibration.txt')],
  ['imatrix.chunk_count', u32(2)],
  ['imatrix.chunk_size', u32(512)],
];

function entry(width: number, experts = 1, counted = experts): readonly ModelTensor[] {
  return [ones('blk.0.attn_k.weight.in_sum2', width, experts), ones('blk.0.attn_k.weight.counts', 1, counted)];
}

function ones(name: string, ...dims: readonly number[]): ModelTensor {
  const values = new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(1);
  return tensor(name, { dims, data: new Uint8Array(values.buffer) });
}

/** Weights of a framework: names with parts, no metadata. */
function checkpoint(...names: readonly string[]): Uint8Array {
  return ggufBytes({ metadata: [], tensors: names.map((name) => ones(name, 8)) });
}

/** A diffusion model: ggml built for it keeps 160 bytes of a name. */
const UNET = 'model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.';
const named = (length: number): string => `${UNET}${'x'.repeat(length - UNET.length - 7)}.weight`;

function acestep(blocks: number): Uint8Array {
  const metadata: readonly Pair[] = [['general.architecture', text('acestep-dit')], ['acestep-dit.block_count', u32(blocks)]];
  return ggufBytes({ metadata, tensors: [ones('x.weight', 8)] });
}

type Fault = readonly [rule: string, name: string, bad: Uint8Array, comment: string];

const ADAPTERS: readonly Fault[] = [
  ['adapter/type', 'other kind', adapter({ type: 'dora' }), 'a kind of adapter that readers do not know'],
  ['adapter/tensor-name', 'whole weight', adapter({ tensors: [...lora('blk.0.attn_k.weight'), zeros('blk.0.attn_v.weight', 32, 16)] }), 'a whole weight among the pairs'],
  ['adapter/pair', 'without b', adapter({ tensors: lora('blk.0.attn_k.weight').slice(0, 1) }), 'half a pair'],
  ['adapter/shape', 'ranks differ', adapter({ tensors: lora('blk.0.attn_k.weight', { rankB: 4 }) }), 'a rank of 8 in one half and 4 in the other'],
  ['adapter/shape', 'experts differ', adapter({ tensors: lora('blk.0.ffn_up_exps.weight', { experts: [4, 2] }) }), 'four experts in one half and two in the other'],
  ['adapter/shape', 'experts of none', adapter({ tensors: lora('blk.0.attn_q.weight', { experts: [4, 4] }) }), 'four experts for a weight that is not of experts'],
  ['model/tensor-type', 'adapter without product', adapter({ tensors: lora('blk.0.attn_k.weight').map(({ name, dims }) => tensor(name, { type: tensorType('I8'), dims, data: new Uint8Array(dims.reduce<number>((n, dim) => n * Number(dim), 1)) })) }), 'a type without a product'],
  ['model/key-range', 'adapter alpha', adapter({ alpha: NaN }), 'a scale that is not a number'],
  ['model/key-type', 'adapter invocation tokens', adapter({ more: [['adapter.alora.invocation_tokens', strings('x')]] }), 'texts where readers take token ids'],
  ['model/key-range', 'adapter invocation tokens', adapter({ more: [['adapter.alora.invocation_tokens', u32s(0xffffffff)]] }), 'an id that readers take for −1'],
];

const CONTROL_VECTORS: readonly Fault[] = [
  ['control-vector/layer', 'two billion', controlVector(zeros('direction.2000000000', 8)), 'a layer for which a reader allocates terabytes'],
  ['control-vector/layer', 'zero', controlVector(zeros('direction.0', 8)), 'layer 0, which readers write in front of their table'],
  ['control-vector/layer', 'not a number', controlVector(zeros('direction.1x', 8)), 'a number that readers take for 1'],
  ['control-vector/shape', 'width', controlVector(zeros('direction.1', 8), zeros('direction.2', 16)), 'a direction twice as wide as the first'],
  ['control-vector/shape', 'type', controlVector(tensor('direction.1', { type: tensorType('F16'), dims: [16] })), 'half floats, read as floats'],
];

const IMATRICES: readonly Fault[] = [
  ['imatrix/pair', 'without counts', imatrix({ tensors: entry(8).slice(0, 1) }), 'sums of nobody knows how many'],
  ['imatrix/shape', 'counts of another number', imatrix({ tensors: entry(8, 4, 3) }), 'four experts summed, three counted'],
  ['model/key-type', 'imatrix chunk count', imatrix({ keys: [...IMATRIX_KEYS.slice(0, 1), ['imatrix.chunk_count', u16(2)], ...IMATRIX_KEYS.slice(2)] }), 'a u16 where the reader takes a u32, and ends the process'],
  ['model/key-range', 'imatrix chunk size', imatrix({ keys: [...IMATRIX_KEYS.slice(0, 2), ['imatrix.chunk_size', u32(0)]] }), 'chunks of nothing'],
];

const IMATRIX_WARNINGS: readonly Fault[] = [
  ['imatrix/tensor-name', 'another tensor', imatrix({ tensors: [...entry(8), ones('blk.0.attn_k.weight', 8)] }), 'a tensor that readers skip'],
  ['imatrix/key-missing', 'chunk size', imatrix({ keys: IMATRIX_KEYS.slice(0, 2) }), 'a matrix that the quantiser refuses'],
];

function pairsOf(severity: PairCase['severity'], faults: readonly Fault[], good: Uint8Array): readonly PairCase[] {
  return faults.map(([rule, name, bad, comment]) => ({ rule, severity, name, comment, bad, good }));
}

const NAMELESS: readonly (readonly [name: string, metadata: readonly Pair[]])[] = [
  ['absent', [['x', u32(1)]]],
  ['a number', [['general.architecture', u32(1)]]],
  ['the first shard', [['split.no', u16(0)], ['split.count', u16(1)]]],
];

/** Files of other readers: known by what they hold. */
const OTHERS: readonly PairCase[] = [
  { rule: 'kind/no-architecture', severity: 'note', name: 'a checkpoint', comment: 'names of a framework and no metadata: candle writes them so', bad: checkpoint('model.encoder.conv1.weight', 'model.encoder.conv1.bias'), good: ggufBytes() },
  { rule: 'kind/no-architecture', severity: 'note', name: 'parameters beside modules', comment: 'a checkpoint with parameters of its top module', bad: checkpoint('visual.conv1.weight', 'logit_scale', 'cls_token'), good: ggufBytes() },
  { rule: 'kind/partly-examined', severity: 'warning', name: 'a checkpoint', comment: 'whose shapes nobody describes', bad: checkpoint('model.decoder.embed_tokens.weight'), good: ggufBytes() },
  { rule: 'kind/long-name', severity: 'warning', name: 'of a diffusion model', comment: 'a name that llama.cpp does not read, and stable-diffusion.cpp does', bad: checkpoint(named(159)), good: checkpoint(named(63 + 11).slice(0, 56) + '.weight') },
  { rule: 'gguf/tensor-name-too-long', severity: 'error', name: 'of a diffusion model', comment: 'a name that no ggml keeps', bad: checkpoint(named(160)), good: checkpoint(named(159)) },
  { rule: 'model/key-range', severity: 'error', name: 'acestep blocks', comment: 'one block more than its reader has room for (acestep.cpp 98)', bad: acestep(33), good: acestep(32) },
  ...NAMELESS.map(([name, metadata]): PairCase => ({ rule: 'gguf/architecture-missing', severity: 'error', name, comment: 'nothing to find the keys of a model by', bad: ggufBytes({ metadata }), good: ggufBytes() })),
  { rule: 'gguf/architecture-missing', severity: 'error', name: 'of a language model', comment: 'tensors of a language model, and no architecture to find its keys by', bad: ggufBytes({ metadata: [], tensors: [ones('token_embd.weight', 8)] }), good: ggufBytes() },
];

function pairs(faults: readonly Fault[], good: Uint8Array): readonly PairCase[] {
  return pairsOf('error', faults, good);
}

/** Every kind of file but shards. */
export const KIND_CASES: readonly PairCase[] = [
  ...pairs(ADAPTERS, adapter()),
  ...pairs(CONTROL_VECTORS, controlVector(zeros('direction.1', 8), zeros('direction.2', 8))),
  ...pairs(IMATRICES, imatrix()),
  ...pairsOf('warning', IMATRIX_WARNINGS, imatrix()),
  ...OTHERS,
  ...PROJECTOR_CASES,
];
