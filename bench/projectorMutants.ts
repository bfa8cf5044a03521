/** Near-identical files of a projector: each key 0, 1, off by one, huge, of another type or absent; each tensor left out, reshaped, of another type. */
import type { Keys, ProjectorParts } from '../corpus/projectorFiles.ts';
import type { ModelTensor, ModelValue } from '../src/gguf/model.ts';
import { tensorType, type TensorType } from '../src/gguf/tensorTypes.ts';

export interface Mutant {
  readonly name: string;
  readonly parts: ProjectorParts;
}

/** Keys that some type reads: put into files that have them not. */
const OPTIONAL: readonly string[] = [
  'clip.vision.attention.head_count_kv',
  'clip.vision.attention.head_dim',
  'clip.vision.projector.scale_factor',
  'clip.vision.spatial_merge_size',
  'clip.vision.preproc_image_size',
  'clip.vision.preproc_min_tiles',
  'clip.vision.preproc_max_tiles',
  'clip.vision.image_min_pixels',
  'clip.vision.image_max_pixels',
  'clip.vision.n_wa_pattern',
  'clip.vision.window_size',
  'clip.minicpmv_query_num',
  'clip.audio.attention.head_count_kv',
  'clip.audio.attention.head_dim',
  'clip.audio.projector.stack_factor',
  'clip.gen.audio.attention.head_count_kv',
  'clip.gen.audio.attention.head_dim',
];
const OPTIONAL_ARRAYS: readonly string[] = [
  'clip.vision.feature_layer',
  'clip.audio.feature_layer',
  'clip.vision.image_grid_pinpoints',
  'clip.vision.wa_layer_indexes',
];

export function mutantsOf(parts: ProjectorParts): readonly Mutant[] {
  return [...keyMutants(parts), ...tensorMutants(parts)];
}

function keyMutants({ keys, tensors }: ProjectorParts): readonly Mutant[] {
  const mutant = (name: string, changed: Keys): Mutant => ({ name, parts: { keys: changed, tensors } });
  const numbers = Object.keys(keys).filter(
    (key) => !key.startsWith('general.architecture') && !key.startsWith('general.type'),
  );
  const without = (key: string): Keys => Object.fromEntries(Object.entries(keys).filter(([name]) => name !== key));
  const ofKeys = numbers.flatMap((key) => [
    mutant(`${key} absent`, without(key)),
    ...others(keys[key] as ModelValue).map(([what, value]) => mutant(`${key} ${what}`, { ...keys, [key]: value })),
  ]);
  const modality = numbers.some((key) => key.startsWith('clip.vision.'))
    ? /^clip\.(?:vision|minicpmv)/
    : /^clip\.(?:gen\.)?audio/;
  const added = OPTIONAL.filter((key) => modality.test(key) && !(key in keys)).flatMap((key) =>
    [0, 1, 2, 3, 4, 5, 7, 16, 1000, 65_535, 2 ** 31 - 1].map((n) =>
      mutant(`${key} = ${String(n)}`, { ...keys, [key]: { type: 'u32', value: n } }),
    ),
  );
  const arrays = OPTIONAL_ARRAYS.filter((key) => modality.test(key) && !(key in keys)).flatMap((key) =>
    [
      [],
      [0],
      [1],
      [-1],
      [0, 0],
      [0, 1],
      [5, 7],
      [16, 8, 8, 16],
      [1, 2, 3],
      [2 ** 31 - 1],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ].map((elements) =>
      mutant(`${key} = [${elements.join(',')}]`, { ...keys, [key]: { type: 'array', elementType: 'i32', elements } }),
    ),
  );
  return [...ofKeys, ...added, ...arrays];
}

type Other = readonly [what: string, value: ModelValue];

function others(value: ModelValue): readonly Other[] {
  // Projectors have no value of another type: strings are the rest.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (value.type) {
    case 'u32':
    case 'i32':
      return ofInteger(value.type, value.value);
    case 'f32':
      return [
        ...[0, -1, NaN, Infinity, 1e-45, 1e30, 0.9].map((n): Other => [`= ${String(n)}`, { type: 'f32', value: n }]),
        ['as f64', { type: 'f64', value: value.value }],
        ['as u32', { type: 'u32', value: 1 }],
      ];
    case 'bool':
      return [
        ['turned', { type: 'bool', value: !value.value }],
        ['as u8', { type: 'u8', value: 1 }],
      ];
    case 'array':
      return ofArray(value);
    default:
      return [
        ['empty', { type: 'string', value: '' }],
        ['as u32', { type: 'u32', value: 1 }],
      ];
  }
}

function ofInteger(type: 'u32' | 'i32', n: number): readonly Other[] {
  const values = [
    0,
    1,
    2,
    3,
    5,
    6,
    7,
    n - 1,
    n + 1,
    2 * n,
    3 * n,
    4 * n,
    8 * n,
    100,
    1000,
    8192,
    65_535,
    65_537,
    2 ** 31 - 1,
    ...(type === 'u32' ? [2 ** 31, 2 ** 32 - 1] : [-1]),
  ];
  const unlike = [...new Set(values)].filter((v) => v !== n && (v >= 0 || type === 'i32'));
  return [
    ...unlike.map((v): Other => [`= ${String(v)}`, { type, value: v }]),
    [`as ${type === 'u32' ? 'i32' : 'u32'}`, { type: type === 'u32' ? 'i32' : 'u32', value: n }],
    ['as u64', { type: 'u64', value: BigInt(n) }],
    ['as f32', { type: 'f32', value: n }],
    ['as a string', { type: 'string', value: String(n) }],
    ['as an array', { type: 'array', elementType: type, elements: [n] }],
  ];
}

function ofArray(value: Extract<ModelValue, { type: 'array' }>): readonly Other[] {
  const elements = value.elements as readonly number[];
  const like = (what: string, changed: readonly number[]): Other => [
    what,
    { ...value, elements: changed } as ModelValue,
  ];
  const odd =
    value.elementType === 'f32' ? [0, -1, NaN, Infinity, 1e-30, 1e30] : [0, 1, -1, 2, 1000, 2 ** 31 - 1, -(2 ** 31)];
  return [
    like('empty', []),
    like('one short', elements.slice(0, -1)),
    like('one long', [...elements, elements[0] ?? 0]),
    ...odd.map((n) => like(`begins with ${String(n)}`, [n, ...elements.slice(1)])),
    ['of u8', { type: 'array', elementType: 'u8', elements: elements.map(() => 1) }],
    ['of f64', { type: 'array', elementType: 'f64', elements: elements.map(Number) }],
    ['a scalar', { type: 'f32', value: elements[0] ?? 0 }],
  ];
}

function tensorMutants({ keys, tensors }: ProjectorParts): readonly Mutant[] {
  return tensors.flatMap((tensor, i) => {
    const mutant = (what: string, ...changed: readonly ModelTensor[]): Mutant => ({
      name: `${String(tensor.name)} ${what}`,
      parts: { keys, tensors: [...tensors.slice(0, i), ...changed, ...tensors.slice(i + 1)] },
    });
    return [
      mutant('left out'),
      ...shapesOf(tensor).map(([what, dims]) => mutant(what, filled(tensor, dims))),
      ...['F16', 'BF16', 'F64', 'I32', 'Q8_0', 'Q4_0'].flatMap((type) =>
        typed(tensor, type).map((changed) => mutant(`as ${type}`, changed)),
      ),
    ];
  });
}

/** Of those that the generator makes: numbers, in one piece. */
const dimsOf = ({ dims }: ModelTensor): readonly number[] => dims.map(Number);
const typeOf = ({ type }: ModelTensor): TensorType => type as TensorType;
const dataOf = ({ data }: ModelTensor): Uint8Array => data as Uint8Array;

function shapesOf(tensor: ModelTensor): readonly (readonly [what: string, dims: readonly number[]])[] {
  const dims = dimsOf(tensor);
  const at = (d: number, n: number): readonly number[] => dims.map((v, j) => (j === d ? n : v));
  const each = dims.flatMap((n, d) => [
    [`dims[${String(d)}] + 1`, at(d, n + 1)] as const,
    [`dims[${String(d)}] × 2`, at(d, 2 * n)] as const,
    ...(n > 1
      ? [[`dims[${String(d)}] − 1`, at(d, n - 1)] as const, [`dims[${String(d)}] = 1`, at(d, 1)] as const]
      : []),
  ]);
  const turned =
    dims.length === 2 && dims[0] !== dims[1] ? [['turned', [dims[1] as number, dims[0] as number]] as const] : [];
  return [...each, ...turned];
}

function filled(tensor: ModelTensor, dims: readonly number[]): ModelTensor {
  const bytes = bytesOf(dims, typeOf(tensor));
  const [data, source] = [new Uint8Array(bytes), dataOf(tensor)];
  for (let at = 0; at < bytes; at += source.length)
    data.set(source.subarray(0, Math.min(source.length, bytes - at)), at);
  return { ...tensor, dims, data };
}

function typed(tensor: ModelTensor, name: string): readonly ModelTensor[] {
  const type = tensorType(name);
  const dims = dimsOf(tensor);
  if (type.id === typeOf(tensor).id || (dims[0] ?? 1) % type.blockSize !== 0) return [];
  return [{ ...tensor, type, data: new Uint8Array(bytesOf(dims, type)) }];
}

function bytesOf(dims: readonly number[], { blockSize, blockBytes }: TensorType): number {
  return (dims.reduce((a, b) => a * b, 1) / blockSize) * blockBytes;
}
