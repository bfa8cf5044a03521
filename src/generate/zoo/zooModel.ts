/**
 * A seeded random model of any described architecture and any mix of tensor types, in milliseconds. Which keys and tensors it has comes from
 * the architecture's description, the same that files are checked against.
 */
import { Rng } from '../../core/rng.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../gguf/model.ts';
import { tensorType } from '../../gguf/tensorTypes.ts';
import type { Architecture, ExampleKeys } from '../../model/arch/architecture.ts';
import { ARCHITECTURES } from '../../model/arch/architectures.ts';
import { resolveHyper, type Hyper } from '../../model/arch/hyper.ts';
import type { TensorRule } from '../../model/tensorRule.ts';
import { tensorTable } from '../../model/tensorTable.ts';
import { tinyVocabulary, TINY_VOCAB } from '../tinyVocabulary.ts';
import { weightData, WEIGHT_TYPES } from './weightData.ts';
import { keysAsMetadata, keysAsRead, NARROW, WIDE, zooKeys, type ZooSizes } from './zooKeys.ts';

export interface ZooOptions extends Partial<ZooSizes> {
  /** As in `general.architecture`: one of {@link ZOO_ARCHITECTURES}. */
  readonly architecture: string;
  /** Decides weights, which of the optional tensors there are, and which tensor has which type. Any number. */
  readonly seed: number;
  /**
   * Types to draw each tensor's from; F32 alone by default. A tensor for which none is legal (a vector of a quantised type, rows that are no
   * whole blocks) is F32. Where a type's blocks are longer than 32, the usual sizes are wider: rows of 256.
   */
  readonly types?: readonly string[];
  /** Tokens of a model without a tokenizer. By default it has one, of all bytes: 258 tokens. */
  readonly nVocab?: number;
  /** Values over the usual ones: `{ ropeScaling: 'yarn', ropeFactor: 4 }`. */
  readonly keys?: ExampleKeys;
}

/** The architectures that models can be made of: every one that is described. */
export const ZOO_ARCHITECTURES: readonly string[] = [...ARCHITECTURES.keys()];

/** Types that tensors can have. */
export const ZOO_TYPES: readonly string[] = WEIGHT_TYPES;

/**
 * The model as data, ready for writeGguf; the same bytes for the same options on every platform. Throws RangeError on an architecture or type
 * that is not known, and EngineError `program/shape` on sizes that fit no op.
 */
export function zooModel(options: ZooOptions): GgufModel {
  const architecture = ARCHITECTURES.get(options.architecture);
  if (!architecture) throw new RangeError(`expected a described architecture, found "${options.architecture}"`);
  const { types = ['F32'], seed, nVocab } = options;
  const unknown = types.find((name) => !WEIGHT_TYPES.includes(name));
  if (unknown !== undefined) throw new RangeError(`expected types of weights, found "${unknown}"`);
  const sizes = sizesOf(options, types);
  const keys = zooKeys(architecture, sizes, options.keys ?? {});
  const read = keysAsRead(keys);
  const h = resolveHyper(read, {
    nVocab: nVocab ?? TINY_VOCAB,
    nCtxTrain: sizes.nCtx,
    nEmbd: sizes.nHead * sizes.headDim,
    nLayerAll: read.nLayer ?? sizes.nLayer,
    nCtx: sizes.nCtx,
  });
  const metadata: (readonly [string, ModelValue])[] = [
    ['general.architecture', { type: 'string', value: architecture.name }],
    // Not after the architecture: readers look for the tokens of Phi 3 in every model with its name.
    ['general.name', { type: 'string', value: `zoo ${String(seed)}` }],
    ...keysAsMetadata(architecture.name, keys),
    ...(nVocab === undefined ? tinyVocabulary() : []),
  ];
  return { metadata, tensors: zooTensors(architecture, h, seed, types) };
}

function sizesOf(options: ZooOptions, types: readonly string[]): ZooSizes {
  const usual = types.some((name) => tensorType(name).blockSize > 32) ? WIDE : NARROW;
  const { nLayer, nHead, nHeadKv, headDim, nFf, nCtx } = { ...usual, ...options };
  return { nLayer, nHead, nHeadKv, headDim, nFf, nCtx };
}

function zooTensors(architecture: Architecture, h: Hyper, seed: number, types: readonly string[]): ModelTensor[] {
  const random = (name: string): Rng => rngOf(`${architecture.name} ${String(seed)}`, name);
  // Few files have scales beside their weights, and the experts' have no op.
  const wants = (name: string): boolean => !/\.(input_)?scale$/.test(name) && random(name).int(0, 1) === 1;
  const rules = [...tensorTable(architecture, h, wants).values()];
  return rules
    .filter(({ name, optional }) => !optional || wants(name))
    .map((rule) => zooTensor(rule, random(rule.name).fork(1), types));
}

function zooTensor({ name, shape, role }: TensorRule, rng: Rng, types: readonly string[]): ModelTensor {
  const cols = shape[shape.length - 1] ?? 1;
  const type = tensorType(rng.pick(legalTypes(types, role, cols)));
  const n = shape.reduce((product, dim) => product * dim, 1);
  const spread = role === 'matrix' ? { mean: 0, sigma: 1 / Math.sqrt(cols) } : vectorSpread(name);
  const dims = shape.length === 2 && shape[0] === 1 && role === 'vector' ? [cols] : [...shape].reverse();
  return { name, dims, type, data: weightData(rng, type, n, spread) };
}

function legalTypes(types: readonly string[], role: TensorRule['role'], cols: number): readonly string[] {
  const legal = types.filter((name) =>
    // Readers add and multiply with float32 alone.
    role === 'vector' ? name === 'F32' : cols % tensorType(name).blockSize === 0,
  );
  return legal.length > 0 ? legal : ['F32'];
}

/** What is added is about 0. What multiplies or divides, a gain or a rope factor, is about 1 and far from 0. */
function vectorSpread(name: string): { readonly mean: number; readonly sigma: number } {
  return { mean: name.endsWith('.bias') ? 0 : 1, sigma: 0.1 };
}

/** A tensor's own: what one is does not depend on which others there are. */
function rngOf(model: string, name: string): Rng {
  const [high, low] = [fnv1a(`${model} ${name}`), fnv1a(`${name} ${model}`)];
  return new Rng((BigInt(high) << 32n) | BigInt(low));
}

/** The 32-bit hash of Fowler, Noll and Vo, 1a, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
