/** Projectors: each fault beside the same file without it. The published ones say where they were published. */
import type { ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';
import { f32, f32s, flag, i32s, projectorBytes, projectorParts, u32, type Keys, type ProjectorParts } from './projectorFiles.ts';

type Changes = Readonly<Record<string, ModelValue | null>>;

interface Fault {
  readonly rule: string;
  readonly name: string;
  /** Of the projector. */
  readonly of: string;
  readonly change: (sound: ProjectorParts) => ProjectorParts;
  readonly comment: string;
}

/** Other values for some keys; null leaves one out. */
function keys(changes: Changes): Fault['change'] {
  return ({ keys: sound, tensors }) => {
    const changed = Object.entries({ ...sound, ...changes }).filter((pair): pair is [string, ModelValue] => pair[1] !== null);
    return { keys: Object.fromEntries(changed), tensors };
  };
}

/** Another list of tensors. */
function tensors(change: (sound: readonly ModelTensor[]) => readonly ModelTensor[]): Fault['change'] {
  return ({ keys: sound, tensors: all }) => ({ keys: sound, tensors: change(all) });
}

const without = (name: string): Fault['change'] => tensors((all) => all.filter((t) => t.name !== name));
const reshaped = (name: string, ...dims: readonly number[]): Fault['change'] => tensors((all) => all.map((t) => (t.name === name ? filled(t.name, dims) : t)));

function filled(name: ModelTensor['name'], dims: readonly number[]): ModelTensor {
  const count = dims.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: count }, (_, i) => ((i % 7) - 3) / 16);
  return { name, dims, type: tensorType('F32'), data: new Uint8Array(values.buffer) };
}

const halfBias = tensors((all) => all.map((t) => (t.name === 'mm.0.bias' ? { ...t, type: tensorType('F16'), data: new Uint8Array(2 * Number(t.dims[0])) } : t)));

const key = (rule: string, name: string, of: string, changes: Changes, comment: string): Fault => ({
  rule: `model/key-${rule}`,
  name: `projector ${name}`,
  of,
  change: keys(changes),
  comment,
});

const KEYS: readonly Fault[] = [
  key('range', 'patch size zero', 'mlp', { 'clip.vision.patch_size': u32(0) }, 'pixels divided by 0'),
  key('range', 'std zero', 'mlp', { 'clip.vision.image_std': f32s(0.5, 0, 0.5) }, 'pixels divided by 0'),
  key('range', 'mean short', 'mlp', { 'clip.vision.image_mean': f32s(0.5) }, 'one mean for three channels (llama.cpp 24976)'),
  key('type', 'mean bytes', 'mlp', { 'clip.vision.image_mean': { type: 'array', elementType: 'u8', elements: [1, 2, 3] } }, 'three bytes where three floats are read'),
  key('range', 'pinpoints odd', 'mlp', { 'clip.vision.image_grid_pinpoints': i32s(8, 16, 16) }, 'half a pair of sides (llama.cpp 24976)'),
  key('range', 'epsilon nan', 'mlp', { 'clip.vision.attention.layer_norm_epsilon': f32(NaN) }, 'a NaN in every norm'),
  key('missing', 'block count', 'mlp', { 'clip.vision.block_count': null }, 'an encoder without a number of blocks'),
  key('missing', 'without encoder', 'mlp', { 'clip.has_vision_encoder': null }, 'neither images nor sound'),
  key('missing', 'type', 'mlp', { 'clip.projector_type': null }, 'a projector of no kind'),
  key('missing', 'scale factor', 'idefics3', { 'clip.vision.projector.scale_factor': null }, 'a pixel shuffle of 1, on which the reader insists that it is none'),
  key('inconsistent', 'patch over image', 'mlp', { 'clip.vision.patch_size': u32(999) }, 'patches larger than the image'),
  key('inconsistent', 'heads', 'mlp', { 'clip.vision.attention.head_count': u32(3) }, 'heads that do not divide the width'),
  key('inconsistent', 'activations', 'mlp', { 'clip.use_silu': flag(true) }, 'two activations at once'),
  key('inconsistent', 'feature layer', 'mlp', { 'clip.vision.feature_layer': i32s(1, 99) }, 'a layer that the encoder has not'),
  key('inconsistent', 'of sound for images', 'mlp', { 'clip.projector_type': text('ultravox') }, 'a projector of sound behind an encoder of images'),
  key('type', 'image size', 'mlp', { 'clip.vision.image_size': f32(8) }, 'a float where readers take an integer'),
  key('type', 'has encoder', 'mlp', { 'clip.has_vision_encoder': u32(1) }, 'a number where the reader takes a bool, and ends the process'),
  key('range', 'merge zero', 'qwen2vl_merger', { 'clip.vision.spatial_merge_size': u32(0) }, 'a grid walked in steps of 0'),
  key('range', 'merge one', 'qwen2vl_merger', { 'clip.vision.spatial_merge_size': u32(1) }, 'four positions for each patch, written past their end'),
  key('range', 'scale factor zero', 'step3vl', { 'clip.vision.projector.scale_factor': u32(0) }, 'an image divided by 0 (llama.cpp 27225)'),
  key('range', 'least pixels', 'dots_ocr', { 'clip.vision.image_min_pixels': u32(46_340 ** 2), 'clip.vision.image_max_pixels': u32(46_340 ** 2) }, 'every image made one of 46,340 pixels a side (llama.cpp 27224)'),
  key('inconsistent', 'pixels', 'phi4', { 'clip.vision.image_min_pixels': u32(8192) }, 'more pixels at least than at most'),
  key('inconsistent', 'patches for buckets', 'minicpmv4_6', { 'clip.vision.image_size': u32(512) }, 'more patches than the reader has room for on its stack (llama.cpp 27166)'),
  key('inconsistent', 'window', 'qwen2.5vl_merger', { 'clip.vision.patch_size': u32(64) }, 'a window smaller than two patches: a loop without an end'),
  key('inconsistent', 'no window', 'qwen2.5vl_merger', { 'clip.vision.n_wa_pattern': u32(1) }, 'a mask of windows that no block uses'),
  key('inconsistent', 'small heads', 'minimax_m3', { 'clip.vision.attention.head_count': u32(4) }, 'no part of a head to rotate: a loop without an end'),
  key('range', 'chunk', 'granite_speech', { 'clip.audio.chunk_size': u32(65_537) }, 'a chunk of which the square is 131,073 in 32 bits (llama.cpp 27223)'),
  key('inconsistent', 'distances', 'granite_speech', { 'clip.audio.max_pos_emb': u32(4) }, 'distances below the first row of their table'),
  key('inconsistent', 'downsample rate', 'granite_speech', { 'clip.audio.projector.downsample_rate': u32(4) }, 'queries that a window does not divide into'),
  key('range', 'one block', 'muse-glimmer', { 'clip.vision.block_count': u32(1) }, 'a mask of windows that no block uses'),
  key('inconsistent', 'all by columns', 'mimovl', { 'clip.vision.wa_pattern_mode': i32s(1, 1, 1) }, 'positions by rows that no block uses'),
  key('inconsistent', 'experts without SiLU', 'dots3note_v', { 'clip.use_silu': flag(false) }, 'experts with another activation than the one that the reader has for them'),
  key('inconsistent', 'tokens', 'gemma3nv', { 'clip.vision.patch_size': u32(5) }, 'an image of 16 tokens, of which the reader counts 12'),
  key('inconsistent', 'heads of sound', 'gemma4a', { 'clip.audio.attention.head_dim': u32(8) }, 'distances as wide as the embedding, multiplied as wide as the heads'),
  key('range', 'without a graph', 'qwen2a', { 'clip.projector_type': text('gemma3na') }, 'a projector that readers know by name, and build no graph of'),
  key('inconsistent', 'windows', 'yasa2', { 'clip.vision.image_size': u32(36) }, 'a grid of 9, of which windows of 1 make 81 tokens where 64 are counted on'),
  key('range', 'blocks of sam', 'deepseekocr', { 'clip.vision.sam.block_count': u32(2) }, 'no block that looks at the whole image, of which the reader fills in the distances'),
  key('range', 'window of sam', 'deepseekocr2', { 'clip.vision.window_size': u32(4096) }, 'a grid of 64 padded to windows of 4096 a side'),
  key('range', 'tiles', 'deepseekocr', { 'clip.vision.preproc_max_tiles': u32(2 ** 31 - 1) }, 'two thousand million tiles'),
  key('inconsistent', 'filters', 'parakeet', { 'clip.audio.num_mel_bins': u32(15) }, 'filters of 16 bins for 15, on which the reader insists'),
  key('inconsistent', 'modes of one kind', 'mimo_audio', { 'clip.audio.wa_pattern_mode': i32s(0, 0, 0) }, 'a mask for blocks that look at all frames, of which there are none'),
  key('inconsistent', 'codes', 'mimo_audio', { 'clip.audio.rvq.codebook_size': i32s(8, 5) }, 'more codes than there are rows'),
  key('range', 'blocks of a voice', 'qwen3tts_spkenc', { 'clip.audio.block_count': u32(2) }, 'two blocks where the reader insists on three'),
  key('inconsistent', 'odd heads', 'qwen3tts_gen', { 'clip.gen.audio.attention.head_count': u32(2) }, 'heads of one value, of which pairs are rotated'),
  key('range', 'bins of a wave', 'pockettts_spkenc', { 'clip.audio.num_mel_bins': u32(80) }, 'a spectrum where the wave itself is convolved'),
  key('missing', 'generator alone', 'pockettts_gen', { 'clip.has_audio_encoder': flag(false) }, 'what generates sound, without an encoder: the reader has nothing to load'),
  key('range', 'mel bins', 'granite_speech', { 'clip.audio.num_mel_bins': u32(0) }, 'a sound of no bins'),
];

const tensorFault = (rule: string, name: string, of: string, change: Fault['change'], comment: string): Fault => ({ rule, name, of, change, comment });

const TENSORS: readonly Fault[] = [
  tensorFault('model/tensor-missing', 'projector query', 'mlp', without('v.blk.0.attn_q.weight'), 'a matrix that the reader multiplies by without asking'),
  tensorFault('model/tensor-missing', 'projector positions', 'qwen3vl_merger', without('v.position_embd.weight'), 'positions that the reader resizes without asking'),
  tensorFault('model/tensor-missing', 'projector second layer', 'mlp', without('mm.2.weight'), 'an MLP of one layer, of which the reader takes the second for its width'),
  tensorFault('model/tensor-shape', 'projector fewer positions', 'mlp', reshaped('v.position_embd.weight', 4, 8), 'a position for every second patch: rows past the end of the table'),
  tensorFault('model/tensor-shape', 'projector kernel', 'mlp', reshaped('v.patch_embd.weight', 3, 2, 3, 4), 'patches of another size than the key says'),
  tensorFault('model/tensor-shape', 'projector layers', 'mlp', reshaped('mm.2.weight', 5, 32), 'a second layer that does not take what the first gives'),
  tensorFault('model/tensor-missing', 'projector sinks', 'mimovl', without('v.blk.1.attn_sinks'), 'windows without the sinks that the reader adds to each'),
  tensorFault('model/tensor-missing', 'projector experts', 'dots3note_v', without('v.blk.1.ffn_up_exps.weight'), 'experts without the matrix that the reader multiplies by without asking'),
  tensorFault('model/tensor-shape', 'projector token', 'deepseek4v', reshaped('v.token_embd.img_end', 31), 'an end of the image that is narrower than its tokens'),
  tensorFault('model/tensor-shape', 'projector limit', 'gemma4a', reshaped('a.blk.0.attn_q.input_max', 2), 'two limits of what goes in, of which the reader takes one'),
  tensorFault('model/tensor-shape', 'projector channels', 'gemma3nv', reshaped('v.blk.1.1.pw_proj.conv.weight', 1, 1, 5, 6), 'a convolution over fewer channels than come in'),
  tensorFault('model/tensor-missing', 'projector newline', 'deepseekocr', without('v.image_newline'), 'an end of a row that the reader repeats without asking'),
  tensorFault('model/tensor-missing', 'projector queries', 'deepseekocr2', without('v.resample_query_1024.weight'), 'queries that the reader takes without asking'),
  tensorFault('model/tensor-missing', 'projector window', 'parakeet', without('a.window'), 'a window that the reader insists on'),
  tensorFault('model/tensor-shape', 'projector kept frames', 'pockettts_gen', reshaped('a.gen.wav.seanet.conv_in.weight', 1, 6, 6), 'a kernel of one frame, of which none is kept: a state that no part of the graph takes'),
  tensorFault('model/tensor-shape', 'projector code rows', 'qwen3tts_gen', reshaped('a.gen.code.embd.weight', 32, 5, 6), 'fewer embeddings than codes'),
  tensorFault('model/tensor-type', 'projector bias', 'mlp', halfBias, 'half floats, added as floats'),
  tensorFault('projector/tensor-extra', 'projector', 'mlp', tensors((all) => [...all, filled('mm.9.weight', [8])]), 'a tensor that nothing reads'),
  tensorFault('projector/tensor-forbidden', 'class token', 'qwen3vl_merger', tensors((all) => [...all, filled('v.class_embd', [4])]), 'a class token, on which the reader insists that there is none'),
  tensorFault('projector/block-missing', 'of three', 'mlp', keys({ 'clip.vision.block_count': u32(3) }), 'three blocks by the key, one in the file'),
  tensorFault('projector/encoder-missing', 'projector alone', 'mlp', tensors((all) => all.filter(({ name }) => String(name).startsWith('mm.'))), 'the projector without its encoder'),
  tensorFault('projector/partly-examined', 'another type', 'mlp', keys({ 'clip.projector_type': text('mystery') }), 'a type that nobody describes'),
];

const MILD: ReadonlySet<string> = new Set(['projector/tensor-extra', 'projector/partly-examined']);

export const PROJECTOR_CASES: readonly PairCase[] = [...KEYS, ...TENSORS].map(({ rule, name, of, change, comment }) => {
  const sound = projectorParts(of);
  const severity = MILD.has(rule) ? 'warning' : 'error';
  return { rule, severity, name, comment, bad: projectorBytes(change(sound)), good: projectorBytes(sound) };
});

/** Types that no fault needs: sound all the same, and small. */
const MORE = ['gemma3', 'lfm2', 'internvl', 'pixtral', 'llama4', 'kimivl', 'paddleocr', 'glm4v', 'youtuvl', 'janus_pro', 'gemma4v', 'gemma4uv', 'cogvlm', 'hunyuanvl', 'exaone4_5', 'qwen2a', 'granite4_vision', 'gemma3nv', 'gemma4a', 'mimovl', 'muse-glimmer', 'dots3note_v', 'deepseek4v'];

/** Where a type is larger than the corpus takes: Granite Vision with one projector. */
const SMALLER: Readonly<Record<string, Keys>> = {
  granite4_vision: { 'clip.vision.projection_dim': u32(32), 'clip.vision.feature_layer': i32s(0), 'clip.vision.projector.spatial_offsets': i32s(-1) },
};

export const SOUND_PROJECTORS: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  MORE.map((name) => [`projector-${name}`, projectorBytes(projectorParts(name, SMALLER[name]))]),
);
