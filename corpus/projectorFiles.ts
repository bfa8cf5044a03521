/** Sound little projectors of every type that is described, made from the descriptions themselves: what they declare is what is written. */
import { readEncoder } from '../src/checks/kinds/projectors/encoderKeys.ts';
import type { Modality, ProjectorType } from '../src/checks/kinds/projectors/projectorType.ts';
import { PROJECTOR_TYPES } from '../src/checks/kinds/projectors/projectorTypes.ts';
import { SQUARE, TensorTable, type DeclaredTensor, type Dim } from '../src/checks/kinds/projectors/tensorTable.ts';
import type { ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { parseGguf } from '../src/gguf/parse.ts';
import { bufferSource } from '../src/gguf/source.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { JUDGED_BY_KIND } from '../src/checks/kinds/kindRules.ts';
import { Findings } from '../src/core/findings.ts';
import { ggufBytes, text } from './ggufBytes.ts';

export type Keys = Readonly<Record<string, ModelValue>>;

export const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const i32 = (value: number): ModelValue => ({ type: 'i32', value });
export const f32 = (value: number): ModelValue => ({ type: 'f32', value });
export const flag = (value: boolean): ModelValue => ({ type: 'bool', value });
export const i32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'i32', elements });
export const f32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'f32', elements });

/** As wide as good/tiny-llama.gguf: llama.cpp gives its reader an image or a sound. */
const OUT = 32;
const FREE = 6;

const VISION: Keys = {
  'clip.has_vision_encoder': flag(true),
  'clip.use_gelu': flag(true),
  'clip.vision.image_size': u32(8),
  'clip.vision.patch_size': u32(2),
  'clip.vision.embedding_length': u32(4),
  'clip.vision.feed_forward_length': u32(FREE),
  'clip.vision.block_count': u32(1),
  'clip.vision.projection_dim': u32(OUT),
  'clip.vision.attention.head_count': u32(1),
  'clip.vision.attention.layer_norm_epsilon': f32(1e-5),
  'clip.vision.image_mean': f32s(0.5, 0.5, 0.5),
  'clip.vision.image_std': f32s(0.5, 0.5, 0.5),
};

const AUDIO: Keys = {
  'clip.has_audio_encoder': flag(true),
  'clip.audio.num_mel_bins': u32(16),
  'clip.audio.embedding_length': u32(4),
  'clip.audio.feed_forward_length': u32(FREE),
  'clip.audio.block_count': u32(1),
  'clip.audio.projection_dim': u32(OUT),
  'clip.audio.attention.head_count': u32(1),
  'clip.audio.attention.layer_norm_epsilon': f32(1e-5),
};

const PIXELS: Keys = { 'clip.vision.image_min_pixels': u32(64), 'clip.vision.image_max_pixels': u32(4096) };
const factor = (n: number): Keys => ({ 'clip.vision.projector.scale_factor': u32(n) });
const stack = (n: number): Keys => ({ 'clip.audio.projector.stack_factor': u32(n) });
/** 24 patches a side. */
const LDP: Keys = { 'clip.vision.image_size': u32(48) };
/** The resampler has heads of 128, and a table of 70 × 70. */
const RESAMPLER: Keys = { 'clip.minicpmv_version': i32(3) };

const HEADLESS_AUDIO: Keys = { 'clip.audio.block_count': u32(0), 'clip.audio.attention.head_count': u32(0), 'clip.audio.num_mel_bins': u32(128) };

const GEN_AUDIO: Keys = {
  'clip.has_gen_audio_encoder': flag(true),
  'clip.gen.audio.embedding_length': u32(4),
  'clip.gen.audio.feed_forward_length': u32(FREE),
  'clip.gen.audio.block_count': u32(1),
  'clip.gen.audio.projection_dim': u32(OUT),
  'clip.gen.audio.attention.head_count': u32(1),
  'clip.gen.audio.attention.layer_norm_epsilon': f32(1e-5),
};
const SAM: Keys = {
  'clip.vision.sam.block_count': u32(3),
  'clip.vision.sam.head_count': u32(1),
  'clip.vision.sam.embedding_length': u32(4),
  'clip.vision.window_size': u32(8),
};

/** What a type needs beside the keys of every one. */
interface Own {
  readonly keys?: Keys;
  /** Of free dimensions, by their names. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Tensors that may be left out, and are there: what else a table asks for may go by them. */
  readonly having?: readonly string[];
  /** Tensors whose being there, or shape, says what others there are. */
  readonly seeds?: Readonly<Record<string, readonly number[]>>;
  /** Matrices of F16: the corpus keeps no large file. */
  readonly halves?: true;
  /** The encoder of sound without which this one does not go. */
  readonly beside?: string;
}

const at = (block: string, ...parts: readonly string[]): readonly string[] => parts.map((part) => `v.blk.${block}.${part}`);
/** A block of each kind, and the last stages of two sizes. */
const MOBILE_NET: readonly string[] = [
  ...['v.conv_stem.conv.bias', 'v.conv_stem.bn.weight', 'v.msfa.ffn.pw_exp.conv.weight', 'v.msfa.ffn.pw_exp.bn.weight'],
  ...['v.msfa.ffn.pw_proj.conv.weight', 'v.msfa.norm.weight'],
  ...at('0.0', 'conv_exp.weight', 'bn1.weight', 'bn2.weight'),
  ...at('0.1', 'conv_exp.weight'),
  ...at('1.0', 'dw_start.conv.weight', 'dw_start.bn.weight', 'pw_exp.conv.weight', 'pw_exp.bn.weight', 'dw_mid.conv.weight', 'dw_mid.bn.weight'),
  ...at('1.0', 'pw_proj.conv.weight', 'pw_proj.bn.weight', 'layer_scale.gamma'),
  ...at('1.1', 'pw_exp.conv.weight', 'pw_proj.conv.weight'),
  ...at('2.0', 'dw_start.conv.weight', 'pw_exp.conv.weight', 'dw_mid.conv.weight', 'pw_proj.conv.weight'),
  ...at('2.1', 'attn.query.proj.weight', 'attn.key.down_conv.weight', 'attn.key.norm.weight', 'attn.value.norm.weight', 'norm.weight', 'layer_scale.gamma'),
  ...at('3.0', 'pw_exp.conv.weight', 'dw_mid.conv.weight', 'pw_proj.conv.weight'),
];

const OWN: Readonly<Record<string, Own>> = {
  yasa2: {
    keys: { 'clip.vision.image_size': u32(32), 'clip.vision.block_count': u32(0), 'clip.vision.attention.head_count': u32(0) },
    seeds: { 'v.stage.0.blk.0.dw.weight': [1], 'v.stage.1.down.conv.weight': [2, 2], 'v.stage.1.blk.0.dw.weight': [1], 'v.stage.1.blk.1.dw.weight': [1] },
  },
  deepseekocr: { keys: SAM },
  deepseekocr2: { keys: { ...SAM, 'clip.vision.attention.head_count_kv': u32(1) } },
  parakeet: { keys: { 'clip.audio.subsampling_factor': u32(8), 'clip.audio.conv_kernel_size': u32(3) } },
  mimo_audio: {
    keys: {
      'clip.audio.block_count': u32(3),
      'clip.audio.rvq.num_quantizers': u32(2),
      'clip.audio.rvq.codebook_size': i32s(7, 5),
      'clip.audio.window_size': u32(4),
      'clip.audio.wa_pattern_mode': i32s(-1, 0, 0),
      'clip.audio.local_block_count': u32(1),
      'clip.audio.local_group_size': u32(4),
    },
  },
  qwen3tts_spkenc: { keys: { 'clip.audio.block_count': u32(3) } },
  qwen3tts_gen: { keys: { 'clip.gen.audio.embedding_length': u32(OUT) }, beside: 'qwen3tts_spkenc' },
  pockettts_spkenc: { keys: { 'clip.audio.num_mel_bins': u32(1) } },
  pockettts_gen: { beside: 'pockettts_spkenc' },
  ldp: { keys: LDP, sizes: { c: OUT } },
  ldpv2: { keys: LDP },
  resampler: { keys: RESAMPLER, sizes: { r: 128 } },
    step3vl: { keys: { 'clip.vision.image_size': u32(56), 'clip.vision.patch_size': u32(14) } },
  // A table of 70 × 70 positions: as narrow as can be.
  minicpmv4_6: { keys: { 'clip.vision.embedding_length': u32(1) } },
  gemma3: { keys: factor(2) },
  idefics3: { keys: factor(2) },
  lfm2: { keys: factor(2) },
  nemotron_v2_vl: { keys: factor(2), sizes: { registers: 2 } },
  llama4: { keys: factor(2) },
  internvl: { keys: factor(2) },
  granite4_vision: {
    halves: true,
    keys: {
      'clip.vision.embedding_length': u32(64),
      'clip.vision.projection_dim': u32(OUT / 2),
      'clip.vision.feature_layer': i32s(0, 0),
      'clip.vision.image_grid_pinpoints': i32s(16, 8, 8, 16, 16, 16),
      'clip.vision.projector.spatial_offsets': i32s(-1, 3),
      'clip.vision.projector.query_side': u32(1),
      'clip.vision.projector.window_side': u32(2),
    },
  },
  gemma3nv: {
    keys: { 'clip.vision.image_size': u32(64), 'clip.vision.patch_size': u32(4), 'clip.vision.embedding_length': u32(OUT), 'clip.vision.block_count': u32(128) },
    having: MOBILE_NET,
  },
  gemma4a: { having: ['a.blk.0.attn_q.input_max', 'a.blk.0.per_dim_scale.weight', 'a.blk.0.norm_conv.weight', 'a.pre_encode.out.weight', 'a.conv1d.0.norm.weight'] },
  mimovl: {
    keys: {
      ...PIXELS,
      'clip.vision.block_count': u32(3),
      'clip.vision.attention.head_count': u32(2),
      'clip.vision.attention.head_count_kv': u32(1),
      'clip.vision.attention.head_dim': u32(4),
      'clip.vision.window_size': u32(3),
      'clip.vision.wa_pattern_mode': i32s(-1, 1, 0),
    },
  },
  'muse-glimmer': { keys: { 'clip.vision.block_count': u32(2) } },
  dots3note_v: {
    keys: {
      ...PIXELS,
      'clip.use_gelu': flag(false),
      'clip.use_silu': flag(true),
      'clip.vision.block_count': u32(2),
      'clip.vision.spatial_merge_size': u32(2),
      'clip.vision.expert_used_count': u32(2),
    },
    having: ['v.blk.1.ffn_gate_exps.weight', 'v.blk.1.exp_probs_b.weight'],
  },
  deepseek4v: { keys: { ...factor(2), 'clip.vision.image_min_pixels': u32(64) } },
  kimivl: { keys: factor(2) },
  kimik25: { keys: { ...factor(2), ...PIXELS }, sizes: { columns: 4, rows: 4 } },
  phi4: { keys: PIXELS },
  dots_ocr: { keys: { ...factor(2), ...PIXELS } },
  paddleocr: { keys: PIXELS },
  hunyuanvl: { keys: PIXELS },
  'qwen2.5vl_merger': { keys: { 'clip.vision.n_wa_pattern': u32(2), 'clip.vision.block_count': u32(2) } },
  exaone4_5: { keys: { ...PIXELS, 'clip.vision.embedding_length': u32(8), 'clip.vision.attention.head_count': u32(2), 'clip.vision.attention.head_count_kv': u32(1) } },
  youtuvl: { keys: { 'clip.vision.block_count': u32(2), 'clip.vision.window_size': u32(8), 'clip.vision.wa_layer_indexes': i32s(0) } },
  glm5v: { keys: { ...PIXELS, 'clip.vision.swiglu_clamp': f32(7) } },
  lightonocr: { keys: { 'clip.vision.preproc_image_size': u32(32) } },
  gemma4ua: { keys: HEADLESS_AUDIO },
  gemma4uv: { keys: { 'clip.vision.block_count': u32(0), 'clip.vision.attention.head_count': u32(0) } },
  minimax_m3: { keys: { 'clip.vision.embedding_length': u32(16) }, sizes: { p: 8 } },
  ultravox: { keys: stack(4), sizes: { g: 32 } },
  voxtral: { keys: stack(4) },
  meralion: { keys: stack(15) },
  glma: { keys: stack(4) },
  granite_speech: {
    keys: {
      'clip.audio.chunk_size': u32(12),
      'clip.audio.conv_kernel_size': u32(3),
      'clip.audio.max_pos_emb': u32(16),
      'clip.audio.projector.window_size': u32(6),
      'clip.audio.projector.downsample_rate': u32(2),
      'clip.audio.projector.head_count': u32(2),
    },
  },
};

/** Every type whose tensors are described. */
export const DESCRIBED: readonly string[] = [...PROJECTOR_TYPES.values()].filter(({ tensors }) => tensors !== null).map(({ name }) => name);

export interface ProjectorParts {
  readonly keys: Keys;
  readonly tensors: readonly ModelTensor[];
}

/** Keys and tensors of a sound projector of that type. */
export function projectorParts(name: string, changes: Keys = {}): ProjectorParts {
  const type = PROJECTOR_TYPES.get(name);
  if (!type?.tensors) throw new RangeError(`expected a described projector, found ${name}`);
  const own = OWN[name] ?? {};
  const keys: Keys = { 'general.architecture': text('clip'), 'general.type': text('mmproj'), 'clip.projector_type': text(name), ...COMMON[type.modality], ...own.keys, ...changes };
  // A shape may go by that of another tensor: once more, with those there.
  let tensors = seedsOf(own);
  for (let pass = 0; pass < 4; pass++) tensors = tensorsOf(type, keys, tensors, own);
  return own.beside === undefined ? { keys, tensors } : together(projectorParts(own.beside), own.beside, { keys, tensors }, name);
}

function seedsOf({ having = [], seeds = {} }: Own): readonly ModelTensor[] {
  const all = [...having.map((name): [string, readonly number[]] => [name, [3]]), ...Object.entries(seeds)];
  return all.map(([name, dims]) => ({ name, dims, type: tensorType('F32'), data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) }));
}

const COMMON: Readonly<Record<Modality, Keys>> = { vision: VISION, audio: AUDIO, 'gen.audio': GEN_AUDIO };

/** An encoder and what generates, in one file, each of its own type. */
function together(encoder: ProjectorParts, ofEncoder: string, generator: ProjectorParts, ofGenerator: string): ProjectorParts {
  const { 'clip.projector_type': _, ...keys } = { ...encoder.keys, ...generator.keys };
  const types = { 'clip.audio.projector_type': text(ofEncoder), 'clip.gen.audio.projector_type': text(ofGenerator) };
  return { keys: { ...keys, ...types }, tensors: [...encoder.tensors, ...generator.tensors] };
}

function isHalf({ role }: DeclaredTensor, own: Own): boolean {
  return role === 'half' || (role === 'matrix' && own.halves === true);
}

export function projectorBytes({ keys, tensors }: ProjectorParts): Uint8Array {
  return ggufBytes({ metadata: Object.entries(keys), tensors });
}

function tensorsOf(type: ProjectorType, keys: Keys, before: readonly ModelTensor[], own: Own): readonly ModelTensor[] {
  const { file } = parseGguf(bufferSource(projectorBytes({ keys, tensors: before })));
  if (!file) throw new RangeError(`expected a file for ${type.name}`);
  const table = new TensorTable();
  type.tensors?.(table, readEncoder(file, type, new Findings(JUDGED_BY_KIND)));
  const mayBe = new Set(own.having);
  const wanted = table.tensors.filter(({ name, need }) => need === 'loader' || need === 'graph' || mayBe.has(name));
  return wanted.map((declared, i) => tensorOf(declared, i, own));
}

function tensorOf(declared: DeclaredTensor, seed: number, own: Own): ModelTensor {
  const { name } = declared;
  const dims = declared.dims.map((dim) => sizeOf(dim, own.sizes ?? {}));
  const isNorm = /norm|ln\d?_?|\.ln|mlp\.0\.weight$/.test(name) && dims.length === 1;
  const count = dims.reduce((a, b) => a * b, 1);
  // A filter that takes away leaves nothing to take the logarithm of.
  const low = name === 'a.mel_filters' ? 0 : -8;
  const values = Float32Array.from({ length: count }, (_, i) => (isNorm ? 1 : 0) + (((i * 37 + seed * 11) % 17) + low) / 64);
  if (isHalf(declared, own)) return { name, dims, type: tensorType('F16'), data: halves(count) };
  return { name, dims, type: tensorType('F32'), data: new Uint8Array(values.buffer) };
}

/** 0.25 and −0.25 in turns. */
function halves(count: number): Uint8Array {
  return new Uint8Array(Uint16Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 0x3400 : 0xb400)).buffer);
}

function sizeOf(dim: Dim, sizes: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim;
  if (dim === null) return FREE;
  if (typeof dim === 'object') return dim.atLeast;
  if (dim === SQUARE) return 16;
  return sizes[dim] ?? (dim === 'out' ? OUT : FREE);
}
