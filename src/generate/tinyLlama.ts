/**
 * A whole llama model of a few kilobytes: seeded random weights, a byte-level vocabulary, a chat template. Everything that
 * needs a sound model and not a real one uses it: tests, the corpus, fuzz seeds.
 */
import { Rng } from '../core/rng.ts';
import { numberToF16 } from '../core/f16.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../gguf/model.ts';
import { tensorType } from '../gguf/tensorTypes.ts';
import { tinyVocabulary, TINY_VOCAB } from './tinyVocabulary.ts';

export { TINY_VOCAB } from './tinyVocabulary.ts';

export interface TinyLlamaOptions {
  readonly seed?: number;
  readonly nLayer?: number;
  /** Type of the matrices: F32, F16, Q4_1 or Q8_0. */
  readonly matrixType?: string;
  readonly nHead?: number;
  readonly nHeadKv?: number;
  readonly headDim?: number;
  readonly nFf?: number;
  readonly nCtx?: number;
}

const DEFAULTS = { seed: 1, nLayer: 2, matrixType: 'Q8_0', nHead: 4, nHeadKv: 2, headDim: 8, nFf: 64, nCtx: 64 };

/** The model as data, ready for writeGguf. Throws RangeError on a matrix type it cannot fill. */
export function tinyLlama(options: TinyLlamaOptions = {}): GgufModel {
  const o = { ...DEFAULTS, ...options };
  return { metadata: [...architectureKeys(o), ...tinyVocabulary()], tensors: tensors(o) };
}

type Shape = Required<TinyLlamaOptions>;

function architectureKeys(o: Shape): readonly (readonly [string, ModelValue])[] {
  const u32 = (value: number): ModelValue => ({ type: 'u32', value });
  return [
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['general.name', { type: 'string', value: 'tiny' }],
    ['llama.context_length', u32(o.nCtx)],
    ['llama.embedding_length', u32(o.nHead * o.headDim)],
    ['llama.block_count', u32(o.nLayer)],
    ['llama.feed_forward_length', u32(o.nFf)],
    ['llama.attention.head_count', u32(o.nHead)],
    ['llama.attention.head_count_kv', u32(o.nHeadKv)],
    ['llama.rope.dimension_count', u32(o.headDim)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-5 }],
  ];
}

function tensors(o: Shape): readonly ModelTensor[] {
  const rng = new Rng(o.seed);
  const nEmbd = o.nHead * o.headDim;
  const nKv = o.nHeadKv * o.headDim;
  const matrix = (name: string, rows: number, cols: number): ModelTensor =>
    randomMatrix(rng, name, o.matrixType, rows, cols);
  const gain = (name: string): ModelTensor => ({
    name,
    dims: [nEmbd],
    type: tensorType('F32'),
    data: floatBytes(Float32Array.from({ length: nEmbd }, () => 1 + rng.normal() / 10)),
  });
  const layer = (b: string): readonly ModelTensor[] => [
    gain(`${b}.attn_norm.weight`),
    matrix(`${b}.attn_q.weight`, nEmbd, nEmbd),
    matrix(`${b}.attn_k.weight`, nKv, nEmbd),
    matrix(`${b}.attn_v.weight`, nKv, nEmbd),
    matrix(`${b}.attn_output.weight`, nEmbd, nEmbd),
    gain(`${b}.ffn_norm.weight`),
    matrix(`${b}.ffn_gate.weight`, o.nFf, nEmbd),
    matrix(`${b}.ffn_up.weight`, o.nFf, nEmbd),
    matrix(`${b}.ffn_down.weight`, nEmbd, o.nFf),
  ];
  return [
    matrix('token_embd.weight', TINY_VOCAB, nEmbd),
    ...Array.from({ length: o.nLayer }, (_, i) => layer(`blk.${String(i)}`)).flat(),
    gain('output_norm.weight'),
  ];
}

function randomMatrix(rng: Rng, name: string, type: string, rows: number, cols: number): ModelTensor {
  const fill = FILLERS.get(type);
  if (!fill) throw new RangeError(`expected a matrix type of ${[...FILLERS.keys()].join(', ')}, found ${type}`);
  return { name, dims: [cols, rows], type: tensorType(type), data: fill(rng, rows * cols, 1 / Math.sqrt(cols)) };
}

/** Bytes of `n` elements of standard deviation about `sigma`. */
type Filler = (rng: Rng, n: number, sigma: number) => Uint8Array;

const FILLERS: ReadonlyMap<string, Filler> = new Map<string, Filler>([
  ['F32', (rng, n, sigma) => floatBytes(Float32Array.from({ length: n }, () => rng.normal() * sigma))],
  ['F16', (rng, n, sigma) => shortBytes(Uint16Array.from({ length: n }, () => numberToF16(rng.normal() * sigma)))],
  // A uniform quant has 0.29 of its range as standard deviation.
  ['Q8_0', (rng, n, sigma) => randomBlocks(rng, n / 32, 34, [sigma / 74])],
  ['Q4_1', (rng, n, sigma) => randomBlocks(rng, n / 32, 20, [sigma / 4.6, (-7.5 * sigma) / 4.6])],
]);

/** Blocks of random quants behind the given binary16 header fields. */
function randomBlocks(rng: Rng, nBlocks: number, blockBytes: number, header: readonly number[]): Uint8Array {
  const bytes = rng.bytes(new Uint8Array(nBlocks * blockBytes));
  const view = new DataView(bytes.buffer);
  for (let b = 0; b < nBlocks; b++) {
    header.forEach((value, i) => {
      view.setUint16(b * blockBytes + 2 * i, numberToF16(value), true);
    });
  }
  return bytes;
}

function floatBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

function shortBytes(values: Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer);
}
