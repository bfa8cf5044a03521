import fc from 'fast-check';
import type { GgufModel, ModelArray, ModelTensor, ModelValue } from '../../src/gguf/model.ts';
import { Rng } from '../../src/core/rng.ts';
import { TENSOR_TYPES } from '../../src/gguf/tensorTypes.ts';

const U32_MAX = 2 ** 32 - 1;

/** Any text but NUL; no lone surrogate, which UTF-8 cannot say. */
const cleanText = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replaceAll('\0', ''));

const scalars = {
  u8: fc.integer({ min: 0, max: 255 }),
  i8: fc.integer({ min: -128, max: 127 }),
  u16: fc.integer({ min: 0, max: 65_535 }),
  i16: fc.integer({ min: -32_768, max: 32_767 }),
  u32: fc.integer({ min: 0, max: U32_MAX }),
  i32: fc.integer(),
  f32: fc.float(),
  f64: fc.double(),
  u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  bool: fc.boolean(),
  string: cleanText,
} as const;

type ScalarType = keyof typeof scalars;
const SCALAR_TYPES = Object.keys(scalars) as ScalarType[];

const scalarValue: fc.Arbitrary<ModelValue> = fc
  .constantFrom(...SCALAR_TYPES)
  .chain((type) => (scalars[type] as fc.Arbitrary<unknown>).map((value) => ({ type, value }) as ModelValue));

const flatArray: fc.Arbitrary<ModelArray> = fc
  .constantFrom(...SCALAR_TYPES)
  .chain((elementType) =>
    fc
      .array(scalars[elementType] as fc.Arbitrary<unknown>, { maxLength: 20 })
      .map((elements) => ({ type: 'array', elementType, elements }) as ModelArray),
  );

/** Arrays of arrays to the depth that the parser takes. */
function arrayOf(depth: number): fc.Arbitrary<ModelArray> {
  if (depth === 1) return flatArray;
  const elements = fc.array(arrayOf(depth - 1), { maxLength: 4 });
  const nested = elements.map((of): ModelArray => ({ type: 'array', elementType: 'array', elements: of }));
  return fc.oneof({ weight: 3, arbitrary: flatArray }, { weight: 1, arbitrary: nested });
}

const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}(\.[a-z0-9_-]{1,8}){0,3}$/);

const metadata = fc
  .uniqueArray(fc.tuple(key, fc.oneof(scalarValue, arrayOf(4))), { maxLength: 12, selector: ([name]) => name })
  .map((pairs) => pairs.filter(([name]) => !name.startsWith('general.') && !name.startsWith('split.')));

const WEIGHT_TYPES = TENSOR_TYPES.filter((type) => !type.intermediate);

function tensor(name: string): fc.Arbitrary<ModelTensor> {
  const smallDims = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });
  return fc.record({ type: fc.constantFrom(...WEIGHT_TYPES), dims: smallDims, seed: fc.integer() }).map((drawn) => {
    const { type, seed } = drawn;
    const blocks = drawn.dims.reduce((product, dim) => product * dim, 1);
    const dims = drawn.dims.map((dim, d) => (d === 0 ? dim * type.blockSize : dim));
    return { name, type, dims, data: new Rng(seed).bytes(new Uint8Array(blocks * type.blockBytes)) };
  });
}

const tensorName = fc.stringMatching(/^[a-z][a-z0-9_.]{0,20}$/);

const tensors = fc
  .uniqueArray(tensorName, { maxLength: 6 })
  .chain((names) => fc.tuple<ModelTensor[]>(...names.map(tensor)));

/** A model that the strict profile takes: every value type, nested arrays, both versions and byte orders, any alignment to 4096. */
export const ggufModel: fc.Arbitrary<GgufModel> = fc
  .record({
    version: fc.constantFrom(2, 3),
    littleEndian: fc.boolean(),
    alignment: fc.option(fc.integer({ min: 0, max: 12 }).map((bits) => 2 ** bits)),
    metadata,
    tensors,
  })
  .map(({ version, littleEndian, alignment, metadata: pairs, tensors: list }) => {
    const general: [string, ModelValue][] = [['general.architecture', { type: 'string', value: 'llama' }]];
    if (alignment !== null) general.push(['general.alignment', { type: 'u32', value: alignment }]);
    return { version, littleEndian, metadata: [...general, ...pairs], tensors: list };
  });

/** One change to the bytes of a file. Places are fractions, so that they shrink with the file. */
export type Mutation = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Half of all places lie in the first 256 bytes: there are the counts and the lengths. */
const target = fc.tuple(place, fc.boolean()).map(([fraction, early]) => (bytes: Uint8Array) => {
  return Math.floor(fraction * (early ? Math.min(256, bytes.length) : bytes.length));
});

/** Values around which sizes, signs and products change. */
const INTERESTING = [0n, 1n, 4n, 5n, 9n, 31n, 63n, 64n, 127n, 128n, 255n, 65_535n, 65_536n].concat(
  [31n, 32n, 52n, 53n, 59n, 61n, 62n, 63n, 64n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n]),
);

function overwrite(at: (bytes: Uint8Array) => number, patch: Uint8Array): Mutation {
  return (bytes) => {
    const copy = bytes.slice();
    const start = at(bytes);
    copy.set(patch.subarray(0, Math.max(0, copy.length - start)), start);
    return copy;
  };
}

const flip = fc.tuple(target, fc.integer({ min: 0, max: 7 })).map(([at, bit]): Mutation => (bytes) => {
  const copy = bytes.slice();
  const start = at(bytes);
  if (start < copy.length) copy[start] = (copy[start] as number) ^ (1 << bit);
  return copy;
});

const truncate = place.map(
  (fraction): Mutation =>
    (bytes) =>
      bytes.slice(0, Math.floor(fraction * bytes.length)),
);

const setInteger = fc
  .tuple(target, fc.constantFrom(...INTERESTING), fc.constantFrom(4, 8), fc.boolean())
  .map(([at, value, width, littleEndian]): Mutation => {
    const patch = new Uint8Array(8);
    new DataView(patch.buffer).setBigUint64(0, BigInt.asUintN(64, value), littleEndian);
    return overwrite(at, littleEndian ? patch.subarray(0, width) : patch.subarray(8 - width));
  });

/** Takes a piece out and puts it in elsewhere, or twice. */
const splice = fc.tuple(target, target, target).map(([from, to, into]): Mutation => (bytes) => {
  const [start, end] = [from(bytes), to(bytes)].sort((a, b) => a - b);
  const at = into(bytes);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(start, end), bytes.subarray(at)]);
});

const remove = fc.tuple(target, fc.integer({ min: 1, max: 64 })).map(([at, length]): Mutation => (bytes) => {
  return Buffer.concat([bytes.subarray(0, at(bytes)), bytes.subarray(at(bytes) + length)]);
});

/** One to four changes, one after another. */
export const mutation: fc.Arbitrary<Mutation> = fc
  .array(fc.oneof(flip, truncate, splice, remove, { weight: 4, arbitrary: setInteger }), { minLength: 1, maxLength: 4 })
  .map((list) => (bytes: Uint8Array) => list.reduce((mutated, mutate) => mutate(mutated), bytes));
