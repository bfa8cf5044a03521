/** Files that abort or hang llama.cpp, or that it refuses, and twins beside them that it runs: found by `npm run readers`. */
import type { GgufModel, ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { zooModel } from '../src/generate/zoo/zooModel.ts';
import type { ExampleKeys } from '../src/model/arch/architecture.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { f32, hostile, SOUND, u32, withKey, withTensor, type ModelCase } from './modelCases.ts';

const alignedAt = (alignment: number): GgufModel => withKey('general.alignment', u32(alignment));
const typed = (key: string, value: ModelValue): GgufModel => withKey(`llama.${key}`, value);

/** Layers with a window, as the file's pattern says. */
const windowed = (keys: ExampleKeys): GgufModel => zooModel({ architecture: 'plamo3', seed: 3, nLayer: 2, keys: { window: 4, ...keys } });

/** A vector of the sound model in another type, zeros. */
const vectorAs = (type: string): GgufModel =>
  withTensor('output_norm.weight', (t) => [{ ...t, type: tensorType(type), data: new Uint8Array(32 * tensorType(type).blockBytes) }]);

const matrixAs = (type: string): GgufModel =>
  withTensor('blk.0.ffn_up.weight', (t): readonly ModelTensor[] => [
    { ...t, type: tensorType(type), data: new Uint8Array((32 * 32 * tensorType(type).blockBytes) / tensorType(type).blockSize) },
  ]);

const GAINS = { name: 'rope_freqs.weight', dims: [4], type: tensorType('F32'), data: new Uint8Array(new Float32Array(4).fill(1).buffer) };

/** The twins. */
export const READER_GOOD: Readonly<Record<string, Uint8Array>> = {
  'rope-whole-head': writeGguf(typed('rope.dimension_count', u32(8))),
  'aligned-at-64': writeGguf(alignedAt(64)),
  'aligned-at-4096': writeGguf(alignedAt(4096)),
  'tied-rope-factors': writeGguf({ ...SOUND, tensors: [...SOUND.tensors, GAINS] }),
  'matrix-f16': writeGguf(matrixAs('F16')),
  'pooling-unspecified': writeGguf(typed('pooling_type', u32(2 ** 32 - 1))),
  'window-in-a-layer': writeGguf(windowed({ windowPattern: [1, 0] })),
};

// prettier-ignore
export const READER_CASES: readonly ModelCase[] = [
  hostile('model/key-inconsistent', 'rope-zero', typed('rope.dimension_count', u32(0)), 'no pair turns: a loop without end, or an assertion'),
  hostile('model/key-inconsistent', 'rope-half-a-head', typed('rope.dimension_count', u32(4)), 'an assertion that whole heads turn'),
  hostile('model/key-inconsistent', 'rope-window-zero', typed('rope.dimension_count_swa', u32(0)), 'layers with a window turn nothing'),
  hostile('model/key-inconsistent', 'key-length-zero', typed('attention.key_length', u32(0)), '0 is no "unset" to llama.cpp'),
  hostile('model/key-inconsistent', 'window-heads-wider', typed('attention.key_length_swa', u32(16)), 'two widths where the graph has one'),
  hostile('model/key-type', 'block-count-u16', typed('block_count', { type: 'u16', value: 1 }), 'an integer of another width is refused'),
  hostile('model/key-type', 'rope-base-u32', typed('rope.freq_base', u32(10_000)), 'an integer where a float belongs is refused'),
  hostile('model/key-type', 'eps-f64', typed('attention.layer_norm_rms_epsilon', { type: 'f64', value: 1e-5 }), 'a float of another width is refused'),
  hostile('model/key-type', 'pooling-float', typed('pooling_type', f32(1)), 'a key that every reader takes, of another type'),
  hostile('model/key-type', 'state-size-float', typed('ssm.state_size', f32(16)), 'a key of other architectures, of another type'),
  hostile('model/key-range', 'pooling-unknown', typed('pooling_type', u32(99)), 'a way to pool that nobody defines'),
  hostile('model/key-range', 'block-count-513', typed('block_count', u32(513)), 'one layer more than llama.cpp has room for'),
  hostile('model/key-range', 'attention-factor-huge', typed('rope.scaling.attn_factor', f32(1e6)), 'scores overflow'),
  hostile('model/key-inconsistent', 'window-in-no-layer', windowed({ windowPattern: [0, 0] }), 'a cache for windows that no layer has'),
  hostile('model/tensor-type', 'norm-f16', vectorAs('F16'), 'added and multiplied as float32 alone'),
  hostile('model/tensor-type', 'matrix-i8', matrixAs('I8'), 'no kernel multiplies it: a call through a null pointer'),
  hostile('model/tensor-type', 'matrix-f64', matrixAs('F64'), 'no kernel multiplies it'),
  hostile('model/tensor-extra', 'copied-tensor', { ...SOUND, tensors: [...SOUND.tensors, { ...GAINS, name: 'blk.0.ffn_up.copy' }] }, 'one tensor more than llama.cpp asks for'),
  hostile('model/tensor-place', 'gap-in-a-model', withTensor('token_embd.weight', (t) => [{ ...t, data: new Uint8Array(t.data.length + 32) }]), 'bytes between tensors that belong to none'),
  hostile('model/data-unaligned', 'aligned-at-8', alignedAt(8), 'data at no multiple of 32: an assertion when it is mapped'),
  hostile('model/key-type', 'name-u32', withKey('general.name', u32(1)), 'a name that is no string is refused'),
  hostile('model/key-missing', 'tokenizer-model', withKey('tokenizer.ggml.model', null), 'a vocabulary of no kind is refused'),
  hostile('text/key-type', 'tokenizer-model', withKey('tokenizer.ggml.model', u32(1)), 'a kind of vocabulary that is no string is refused'),
  hostile('gguf/architecture-missing', 'nul', withKey('general.architecture', { type: 'string', value: 'llama\0x' }), 'readers of C strings see llama, whose keys nobody would judge'),
];
