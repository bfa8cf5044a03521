/** Every value a GGUF file can hold, in both byte orders: read one by one, as a whole, and written again. */
import { describe, expect, it } from 'vitest';
import { decodeText, numberAt } from '../../../src/gguf/values.ts';
import { getArray, getString } from '../../../src/gguf/metadata.ts';
import { toModel, type GgufModel, type ModelArray, type ModelValue } from '../../../src/gguf/model.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import type { GgufArray, GgufFile, GgufValue, NumberType } from '../../../src/gguf/types.ts';
import { ggufChunks, writeGguf } from '../../../src/gguf/write.ts';

const NUMBERS: Readonly<Record<NumberType, readonly number[]>> = {
  u8: [1, 200, 255],
  i8: [-128, -1, 127],
  u16: [1, 258, 65_535],
  i16: [-32_768, 258, -2],
  u32: [1, 0x01020304, 2 ** 32 - 1],
  i32: [-(2 ** 31), 0x01020304, -2],
  f32: [0.5, -3, 2 ** 100],
  f64: [0.1, -1e300, 5e-324],
};

const BIGS = { u64: [1n, 2n ** 64n - 1n], i64: [-(2n ** 63n), 0x0102030405060708n] } as const;

const numbers = Object.entries(NUMBERS).map(
  ([elementType, elements]) => ({ type: 'array', elementType, elements }) as ModelArray,
);
const bigs = Object.entries(BIGS).map(
  ([elementType, elements]) => ({ type: 'array', elementType, elements }) as ModelArray,
);
const blobs: ModelArray = { type: 'array', elementType: 'string', elements: [Uint8Array.of(0xff, 0x61), 'b'] };
const words: ModelArray = { type: 'array', elementType: 'string', elements: ['a', '', 'né'] };
const flags: ModelArray = { type: 'array', elementType: 'bool', elements: [true, false, true] };
const all: readonly ModelArray[] = [...numbers, ...bigs, words, flags];
/** Arrays of every kind one after another, and some a level further down: each is found behind those before it. */
const nested: ModelArray = {
  type: 'array',
  elementType: 'array',
  elements: [...all, { type: 'array', elementType: 'array', elements: [words, flags, ...numbers] }, words],
};

const SCALARS: readonly ModelValue[] = [
  ...Object.entries(NUMBERS).map(([type, [, value]]) => ({ type, value }) as ModelValue),
  { type: 'u64', value: 2n ** 63n },
  { type: 'i64', value: -5n },
  { type: 'bool', value: true },
  { type: 'string', value: 'né' },
  { type: 'string', value: Uint8Array.of(0x61, 0xff) },
];

function model(littleEndian: boolean): GgufModel {
  const values: readonly ModelValue[] = [...SCALARS, ...all, nested, blobs];
  const data = Uint8Array.from({ length: 5 << 19 }, (_, i) => i % 251);
  return {
    littleEndian,
    metadata: [
      ['general.architecture', { type: 'string', value: 'blank' }],
      ...values.map((value, i) => [`key.${String(i)}`, value] as const),
    ],
    tensors: [{ name: 't', dims: [data.length], type: tensorType('I8'), data }],
  };
}

function parsed(bytes: Uint8Array): GgufFile {
  const { file, findings } = parseGguf(bufferSource(bytes), { profile: 'compat' });
  if (!file) throw new Error(findings.map(({ message }) => message).join());
  return file;
}

/** An array as plain data, element by element. */
function plain(array: GgufArray): unknown {
  return Array.from({ length: array.length }, (_, i) => {
    const element = array.at(i);
    return typeof element === 'object' ? plain(element) : element;
  });
}

function plainModel({ elements }: ModelArray): unknown {
  return Array.from(elements as Iterable<unknown>, (element) =>
    typeof element === 'object' ? plainModel(element as ModelArray) : element,
  );
}

function valueOf(scalar: GgufValue | ModelValue | undefined): unknown {
  return scalar !== undefined && 'value' in scalar ? scalar.value : undefined;
}

describe.each([true, false])('values, little-endian %s', (littleEndian) => {
  const read = (): { bytes: Uint8Array; file: GgufFile; arrays: readonly GgufArray[] } => {
    const bytes = writeGguf(model(littleEndian));
    const file = parsed(bytes);
    return { bytes, file, arrays: [...file.metadata.values()].filter((value) => value.type === 'array').slice(0, -1) };
  };

  it('are what was written, one by one', () => {
    const { file, arrays } = read();
    expect(arrays.map(plain)).toEqual([...all, nested].map(plainModel));
    expect(arrays.map(({ elementType }) => elementType)).toEqual([...all, nested].map((array) => array.elementType));
    const scalars = SCALARS.map((_, i) => file.metadata.get(`key.${String(i)}`));
    expect(scalars.slice(0, -1).map(valueOf)).toEqual(SCALARS.slice(0, -1).map(valueOf));
    expect(valueOf(scalars.at(-1))).toBe('a\ufffd');
  });

  it('are the same in turn and as a whole', () => {
    const { arrays } = read();
    for (const array of arrays) {
      if (array.elementType !== 'array') expect([...array.values()]).toEqual(plain(array));
      if ('toNumbers' in array) expect([...array.toNumbers()]).toEqual(plain(array));
      if ('toStrings' in array) expect(array.toStrings()).toEqual(plain(array));
    }
    expect(arrays.filter((array) => 'toNumbers' in array)).toHaveLength(8);
  });

  it('of strings are ranges of bytes too', () => {
    const list = read().arrays.find((array) => 'bytesAt' in array)!;
    const seen: [number, string][] = [];
    list.forEachRange((from, start, end, index) =>
      seen.push([index, Buffer.from(from.subarray(start, end)).toString()]),
    );
    expect(seen).toEqual([
      [0, 'a'],
      [1, ''],
      [2, 'né'],
    ]);
    expect([...list.bytesAt(2)]).toEqual([...Buffer.from('né')]);
  });

  it.each([-1, 3, 0.5, NaN])('have none at %s', (index) => {
    for (const array of read().arrays.filter(({ length }) => length === 3)) {
      expect(() => array.at(index)).toThrow(`expected an index from 0 to 2, found ${String(index)}`);
      if ('bytesAt' in array) expect(() => array.bytesAt(index)).toThrow(RangeError);
    }
  });

  it('are written again as they were, with the tensors’ bytes', () => {
    const { bytes, file } = read();
    const chunks = [...ggufChunks(toModel(file, bufferSource(bytes)))];
    expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
    // The head, and a chunk for each MiB or part of one that the tensor has: none is empty.
    expect(chunks.slice(1).map(({ length }) => length)).toEqual([1 << 20, 1 << 20, 1 << 19]);
  });
});

describe('text', () => {
  it('is decoded from a part of a buffer, its byte order mark kept', () => {
    const bytes = Uint8Array.from([0x78, 0xef, 0xbb, 0xbf, 0xc3, 0xa9, 0xff, 0x78]);
    expect(decodeText(bytes.subarray(1, 7))).toBe('\ufeffé\ufffd');
  });
});

describe('a scalar in a buffer', () => {
  it.each(Object.entries(NUMBERS) as [NumberType, readonly number[]][])('of type %s', (type, [, value = 0]) => {
    for (const littleEndian of [true, false]) {
      const view = new DataView(new ArrayBuffer(16));
      const setters = {
        u8: 'Uint8',
        i8: 'Int8',
        u16: 'Uint16',
        i16: 'Int16',
        u32: 'Uint32',
        i32: 'Int32',
        f32: 'Float32',
        f64: 'Float64',
      } as const;
      view[`set${setters[type]}`](3, value, littleEndian);
      expect(numberAt(view, type, 3, littleEndian)).toBe(value);
    }
  });
});

describe('keys', () => {
  it('have no value of another kind', () => {
    const { metadata } = parsed(writeGguf(model(true)));
    expect(getArray(metadata, 'key.0')).toBeUndefined();
    expect(getString(metadata, 'key.0')).toBeUndefined();
    expect(getArray(metadata, 'absent')).toBeUndefined();
  });
});
