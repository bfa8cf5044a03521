/** One mutant of a sound model: another value of a key or two, or another table of tensors. The same for the same seed. */
import { Rng } from '../../src/core/rng.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../src/gguf/model.ts';
import { tensorType, type TensorType } from '../../src/gguf/tensorTypes.ts';
import type { LaneSubject } from './subjects.ts';
import { everyArray, everyFloat, everyValue, mutated, shown } from './values.ts';

export interface Mutant {
  readonly subject: LaneSubject;
  /** `llama.rope.dimension_count: u32 0`. */
  readonly change: string;
  readonly model: GgufModel;
}

type Metadata = GgufModel['metadata'];
interface Change {
  readonly change: string;
  readonly model: GgufModel;
}

/** The `index`-th mutant of a run: subjects take turns, so that each has as many. `names` are keys that a file might have. */
export function mutantAt(
  index: number,
  seed: number,
  subjects: readonly LaneSubject[],
  names: readonly string[],
): Mutant {
  const subject = subjects[index % subjects.length];
  if (!subject) throw new RangeError('expected a model to mutate, found none');
  const rng = new Rng((BigInt(seed) << 32n) | BigInt(index));
  const { model, change } = changed(subject, names, rng);
  return { subject, change, model };
}

/** Every key of each model, and each that it lacks of those of a float and of an array, with every value of the lists: one at a time. */
export function* everyMutant(subjects: readonly LaneSubject[], lacked: Lacked): Generator<Mutant> {
  for (const subject of subjects)
    for (const [key, values] of everyKey(subject, lacked))
      for (const value of values) {
        const model = { ...subject.model, metadata: withKey(subject.model.metadata, key, value) };
        yield { subject, change: `${key}: ${shown(value)}`, model };
      }
}

/** Names of keys that a file may lack. */
export interface Lacked {
  readonly floats: readonly string[];
  readonly counts: readonly string[];
  readonly arrays: readonly string[];
}

const FEW: readonly ModelValue[] = [0, 1, 2].map((value) => ({ type: 'u32', value }));

type EveryKey = readonly (readonly [key: string, values: readonly (ModelValue | null)[]])[];

function everyKey({ model: { metadata }, architecture }: LaneSubject, { floats, counts, arrays }: Lacked): EveryKey {
  const own = metadata.filter(([key]) => !SHARED.test(String(key)));
  const nLayer = Number(valueOf(metadata, `${architecture}.block_count`) ?? 2);
  const has = new Set(own.map(([key]) => String(key)));
  const named = (names: readonly string[]): readonly string[] =>
    names.map((name) => `${architecture}.${name}`).filter((key) => !has.has(key));
  return [
    ...own.map(([key, value]) => [String(key), everyValue(value)] as const),
    ...named(floats).map((key) => [key, everyFloat()] as const),
    ...named(counts).map((key) => [key, FEW] as const),
    ...named(arrays).map((key) => [key, everyArray(nLayer)] as const),
  ];
}

function changed(subject: LaneSubject, names: readonly string[], rng: Rng): Change {
  if (rng.float64() < 0.06) return otherTensors(subject.model, rng);
  const times = rng.float64() < 0.25 ? 2 : 1;
  let { model } = subject;
  const changes: string[] = [];
  for (let i = 0; i < times; i++) {
    const [key, value] = keyChange(model, subject.architecture, names, rng);
    model = { ...model, metadata: withKey(model.metadata, key, value) };
    if (key === ALIGNMENT) model = laidOut(model, rng);
    changes.push(`${key}: ${shown(value)}`);
  }
  return { model, change: changes.join('; ') };
}

const ALIGNMENT = 'general.alignment';

/** Mostly with its data where the key says; else as it lay before. */
function laidOut({ alignment: before, ...model }: GgufModel, rng: Rng): GgufModel {
  return rng.float64() < 0.75 ? model : { ...model, ...(before !== undefined && { alignment: before }) };
}

/** Mostly a key that the file has; some that it could have, and the alignment. */
function keyChange(
  { metadata }: GgufModel,
  architecture: string,
  names: readonly string[],
  rng: Rng,
): readonly [key: string, value: ModelValue | null] {
  // Of two changes the first may have made it huge: arrays stay short.
  const nLayer = Math.min(MAX_ELEMENTS, Number(valueOf(metadata, `${architecture}.block_count`) ?? 2));
  if (rng.float64() < 0.02) return [ALIGNMENT, alignment(rng)];
  const own = metadata.map(([key]) => String(key)).filter((key) => !SHARED.test(key));
  const key = rng.float64() < 0.7 ? rng.pick(own) : `${architecture}.${rng.pick(names)}`;
  return [key, mutated(metadata.find(([name]) => name === key)?.[1], nLayer, rng)];
}

const MAX_ELEMENTS = 600;
/** Keys of every file; all others are the architecture's, most of them behind its name. */
const SHARED = /^(general|tokenizer)\./;

function alignment(rng: Rng): ModelValue {
  const type = rng.pick(['u32', 'u32', 'u32', 'i32', 'u16'] as const);
  return { type, value: rng.pick([0, 1, 2, 3, 4, 8, 16, 24, 32, 64, 128, 4096, 65_536, 2 ** 21]) };
}

function valueOf(metadata: Metadata, key: string): unknown {
  const value = metadata.find(([name]) => name === key)?.[1];
  return value && 'value' in value ? value.value : undefined;
}

function withKey(metadata: Metadata, key: string, value: ModelValue | null): Metadata {
  const others = metadata.filter(([name]) => name !== key);
  if (value === null) return others;
  const at = metadata.findIndex(([name]) => name === key);
  return at < 0
    ? [...others, [key, value]]
    : metadata.map((entry) => (entry[0] === key ? ([key, value] as const) : entry));
}

const TENSOR_CHANGES: readonly ((
  tensors: readonly ModelTensor[],
  rng: Rng,
) => readonly [string, readonly ModelTensor[]])[] = [
  (tensors, rng) => {
    const gone = rng.pick(tensors);
    return [`without the tensor ${String(gone.name)}`, tensors.filter((t) => t !== gone)];
  },
  (tensors, rng) => {
    const name = rng.pick(EXTRA_NAMES);
    const extra = { name, dims: [8], type: tensorType(rng.pick(['F32', 'I8'])), data: new Uint8Array(32) };
    return [`with a tensor ${name}`, [...tensors, { ...extra, dims: [extra.type.name === 'F32' ? 8 : 32] }]];
  },
  (tensors, rng) => {
    const one = rng.pick(tensors);
    const name = `${String(one.name)}.copy`;
    return [`with a tensor ${name}`, [...tensors, { ...one, name }]];
  },
  (tensors, rng) => {
    const one = rng.pick(tensors);
    const type = tensorType(rng.pick(['F16', 'BF16', 'F64', 'I32', 'Q8_0', 'Q4_0', 'I8']));
    return [`${String(one.name)} as ${type.name}`, tensors.map((t) => (t === one ? retypedTensor(t, type) : t))];
  },
  (tensors, rng) => {
    const one = rng.pick(tensors);
    const dims = rng.pick([
      [...one.dims].reverse(),
      [...one.dims, 1],
      one.dims.map((n, i) => (i === 0 ? Math.floor(Number(n) / 2) : n)),
    ]);
    return [
      `${String(one.name)} of dimensions ${dims.join(' x ')}`,
      tensors.map((t) => (t === one ? { ...t, dims } : t)),
    ];
  },
];

const EXTRA_NAMES: readonly string[] = [
  'extra.weight',
  'output.weight',
  'output.bias',
  'rope_freqs.weight',
  'blk.0.rope_freqs.weight',
  'blk.0.attn_q.bias',
  'blk.0.extra.weight',
  'blk.9.attn_norm.weight',
  'token_types.weight',
  'cls.weight',
];

/** Its data are zeros: what another type makes of the old bytes is another matter. */
function retypedTensor(tensor: ModelTensor, type: TensorType): ModelTensor {
  const elements = tensor.dims.reduce<number>((product, n) => product * Number(n), 1);
  return { ...tensor, type, data: new Uint8Array(Math.floor(elements / type.blockSize) * type.blockBytes) };
}

function otherTensors(model: GgufModel, rng: Rng): Change {
  const [change, tensors] = rng.pick(TENSOR_CHANGES)(model.tensors, rng);
  return { change, model: { ...model, tensors } };
}
