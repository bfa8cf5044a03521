/** Small files with everything the format has, most of them good: mutation makes bad ones by itself. */
import { zooModel, type ZooOptions } from '../../src/generate/zoo/zooModel.ts';
import { tinyLlama, type TinyLlamaOptions } from '../../src/generate/tinyLlama.ts';
import { NUMBER_OF_VALUES, sampleValue } from './sampleValues.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../src/gguf/model.ts';
import { TENSOR_TYPES } from '../../src/gguf/tensorTypes.ts';
import { writeGguf } from '../../src/gguf/write.ts';

/** Tokens that a shrunk vocabulary keeps: two control tokens and a few bytes. */
const N_TOKENS = 8;

const ARCHITECTURE: readonly [string, ModelValue] = ['general.architecture', { type: 'string', value: 'llama' }];

export function ggufSeeds(): ReadonlyMap<string, Uint8Array> {
  const seeds = new Map<string, Uint8Array>();
  const add = (name: string, model: GgufModel): void => void seeds.set(`${name}.gguf`, writeGguf(model));
  add('empty', { metadata: [ARCHITECTURE], tensors: [] });
  add('every-value', { metadata: [ARCHITECTURE, ...everyValue()], tensors: [] });
  for (const littleEndian of [true, false]) {
    const tensors = everyType();
    add(littleEndian ? 'every-type' : 'every-type-big-endian', { littleEndian, metadata: [ARCHITECTURE], tensors });
  }
  add('version-2', { version: 2, metadata: [ARCHITECTURE], tensors: everyType().slice(0, 2) });
  add('alignment-64', {
    metadata: [ARCHITECTURE, ['general.alignment', { type: 'u32', value: 64 }]],
    tensors: everyType().slice(0, 3),
  });
  add('llama-f32', smallLlama({ matrixType: 'F32', nHead: 1, nHeadKv: 1, headDim: 2, nFf: 2 }));
  add('llama-two-layers', smallLlama({ matrixType: 'F16', nLayer: 2, nHead: 2, nHeadKv: 1, headDim: 2, nFf: 3 }));
  for (const options of ZOO) add(`zoo-${options.architecture}`, smallZoo(options));
  return seeds;
}

const EXPERTS = { nExpert: 2, nExpertUsed: 1, nFfExpert: 2 };

/** Families that differ in the tensors they have: latent attention, a mixture, layer norms with learned positions, norms behind blocks. */
const ZOO: readonly ZooOptions[] = [
  { architecture: 'deepseek2', seed: 1, types: ['F16'], nHead: 1, headDim: 4, nLayer: 2, keys: EXPERTS },
  { architecture: 'dbrx', seed: 1, types: ['F32', 'F16', 'BF16'], keys: EXPERTS },
  { architecture: 'gpt2', seed: 1, types: ['F16'] },
  { architecture: 'gemma2', seed: 1, types: ['BF16'], nLayer: 2 },
];

/** A model of the zoo as small as it can be, without a vocabulary. */
function smallZoo(options: ZooOptions): GgufModel {
  const sizes = { nLayer: 1, nHead: 2, nHeadKv: 1, headDim: 2, nFf: 3, nCtx: 4, nVocab: N_TOKENS };
  return zooModel({ ...sizes, ...options });
}

function everyValue(): readonly (readonly [string, ModelValue])[] {
  return Array.from({ length: NUMBER_OF_VALUES }, (_, i) => [`key.${String(i)}`, sampleValue(i)] as const);
}

/** One block of each type that a file may have. */
function everyType(): readonly ModelTensor[] {
  const types = TENSOR_TYPES.filter((type) => !type.intermediate);
  return types.map((type) => ({
    name: type.name,
    dims: [type.blockSize],
    type,
    data: new Uint8Array(type.blockBytes),
  }));
}

/** A tiny llama whose vocabulary is cut to a few tokens, so that mutations hit structure and not tokens. */
function smallLlama(options: TinyLlamaOptions): GgufModel {
  const model = tinyLlama({ nLayer: 1, nHead: 2, nHeadKv: 1, headDim: 16, nFf: 32, ...options });
  return {
    ...model,
    metadata: model.metadata.map(([key, value]) => [key, cutArray(value)] as const),
    tensors: model.tensors.map(cutTable),
  };
}

function cutArray(value: ModelValue): ModelValue {
  if (value.type !== 'array') return value;
  return { ...value, elements: [...value.elements].slice(0, N_TOKENS) } as ModelValue;
}

function cutTable(tensor: ModelTensor): ModelTensor {
  if (tensor.name !== 'token_embd.weight' || !(tensor.data instanceof Uint8Array)) return tensor;
  const [cols = 1, rows = 1] = tensor.dims;
  return {
    ...tensor,
    dims: [cols, N_TOKENS],
    data: tensor.data.slice(0, (tensor.data.length / Number(rows)) * N_TOKENS),
  };
}
