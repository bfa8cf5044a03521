import { beforeEach, describe, expect, it } from 'vitest';
import * as access from '../../../src/gguf/metadata.ts';
import type { Metadata } from '../../../src/gguf/metadata.ts';
import type { ModelArray, ModelValue } from '../../../src/gguf/model.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { ARCHITECTURE, ggufBytes, strings, text } from '../../../corpus/ggufBytes.ts';

const BIG = 2n ** 53n;

const NESTED: readonly ModelArray[] = [array('u8', [1, 2]), strings('in'), array('u8', [])];

const VALUES: readonly (readonly [string, ModelValue])[] = [
  ['u8', { type: 'u8', value: 255 }],
  ['i8', { type: 'i8', value: -128 }],
  ['u16', { type: 'u16', value: 65_535 }],
  ['i16', { type: 'i16', value: -32_768 }],
  ['u32', { type: 'u32', value: 2 ** 32 - 1 }],
  ['i32', { type: 'i32', value: -(2 ** 31) }],
  ['u64', { type: 'u64', value: 2n ** 53n - 1n }],
  ['u64.big', { type: 'u64', value: BIG }],
  ['i64', { type: 'i64', value: -(2n ** 53n) + 1n }],
  ['i64.big', { type: 'i64', value: -BIG }],
  ['f32', { type: 'f32', value: 1.5 }],
  ['f64', { type: 'f64', value: 0.1 }],
  ['bool', { type: 'bool', value: true }],
  ['string', text('héllo')],
  ['bad', text(Uint8Array.of(0x61, 0xff, 0x62))],
  ['strings', strings('a', '', 'é', 'x'.repeat(200))],
  ['i32s', array('i32', [-1, 0, 7])],
  ['f32s', array('f32', [0.5, -0])],
  ['u64s', { type: 'array', elementType: 'u64', elements: [1n, 2n] }],
  ['i64s', { type: 'array', elementType: 'i64', elements: [-3n, 4n] }],
  ['f64s', array('f64', [0.1, 1e300])],
  ['i64s.big', { type: 'array', elementType: 'i64', elements: [1n, BIG] }],
  ['bools', { type: 'array', elementType: 'bool', elements: [true, false] }],
  ['nested', { type: 'array', elementType: 'array', elements: NESTED }],
];

function array(elementType: 'i32' | 'f32' | 'f64' | 'u8', elements: number[]): ModelArray {
  return { type: 'array', elementType, elements };
}

function metadata(littleEndian: boolean): Metadata {
  const bytes = ggufBytes({ littleEndian, metadata: [ARCHITECTURE, ...VALUES] });
  const { file } = parseGguf(bufferSource(bytes));
  if (!file) throw new Error('expected a good file');
  return file.metadata;
}

describe.each([true, false])('metadata, little-endian: %s', (littleEndian) => {
  let meta: Metadata;
  beforeEach(() => {
    meta = metadata(littleEndian);
  });
  /** What an accessor says of each key that it takes. */
  const taken = (get: (meta: Metadata, key: string) => unknown): Record<string, unknown> =>
    Object.fromEntries(
      VALUES.map(([key]) => [key, get(meta, key)] as const).filter(([, value]) => value !== undefined),
    );

  it('gives unsigned integers as uint and no others', () => {
    expect(taken(access.getUint)).toEqual({ u8: 255, u16: 65_535, u32: 2 ** 32 - 1, u64: 2 ** 53 - 1 });
  });

  it('gives every integer that is exact as int', () => {
    expect(taken(access.getInt)).toEqual({
      ...taken(access.getUint),
      ...{ i8: -128, i16: -32_768, i32: -(2 ** 31), i64: -(2 ** 53) + 1 },
    });
  });

  it('gives floats, bools and strings as what they are', () => {
    expect(taken(access.getFloat)).toEqual({ f32: 1.5, f64: 0.1 });
    expect(taken(access.getBool)).toEqual({ bool: true });
    expect(taken(access.getString)).toEqual({ string: 'héllo', bad: 'a\ufffdb' });
  });

  it('gives arrays by their element type, and numbers only where all are exact', () => {
    expect(taken(access.getStrings)).toEqual({ strings: ['a', '', 'é', 'x'.repeat(200)] });
    expect(taken(access.getBools)).toEqual({ bools: [true, false] });
    const floats = { f32s: Float64Array.of(0.5, -0), f64s: Float64Array.of(0.1, 1e300) };
    const ints = { i32s: Float64Array.of(-1, 0, 7), u64s: Float64Array.of(1, 2), i64s: Float64Array.of(-3, 4) };
    expect(taken(access.getNumbers)).toEqual({ ...ints, ...floats });
    expect(taken(access.getInts)).toEqual(ints);
    expect(taken(access.getFloats)).toEqual(floats);
  });

  it('gives nothing for a key that is absent', () => {
    for (const get of Object.values(access)) {
      expect(get(meta, 'absent')).toBeUndefined();
      expect(get(meta, '__proto__')).toBeUndefined();
    }
  });

  it('keeps the bytes of strings, in values and in arrays', () => {
    const bad = meta.get('bad');
    expect(bad?.type === 'string' && [...bad.bytes]).toEqual([0x61, 0xff, 0x62]);
    const array = access.getArray(meta, 'strings');
    expect(array?.elementType === 'string' && [...array.bytesAt(2)]).toEqual([0xc3, 0xa9]);
  });

  it('reads nested arrays element by element', () => {
    const nested = access.getArray(meta, 'nested');
    if (nested?.elementType !== 'array') throw new Error('expected a nested array');
    expect([...nested.values()].map((inner) => [inner.elementType, [...inner.values()]])).toEqual([
      ['u8', [1, 2]],
      ['string', ['in']],
      ['u8', []],
    ]);
    expect(nested.at(1).at(0)).toBe('in');
  });

  it('throws RangeError on an index that is not in an array', () => {
    for (const key of ['strings', 'i32s', 'bools', 'nested']) {
      for (const index of [-1, 0.5, NaN, 1000]) expect(() => access.getArray(meta, key)?.at(index)).toThrow(RangeError);
    }
  });
});
