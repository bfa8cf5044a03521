import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lazyList } from '../../../src/gguf/lazyList.ts';
import { orderOf } from '../../../src/gguf/orderOf.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { RangeList } from '../../../src/gguf/rangeList.ts';
import { MOST_KEPT_ROWS } from '../../../src/gguf/rowsByName.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { COST_SUBJECTS } from '../../support/costSubjects.ts';

const tensorsFile = COST_SUBJECTS['tensors']!;
const LIMITS = { profile: 'compat' } as const;

describe('a file of more tensors than are kept as objects', () => {
  const n = MOST_KEPT_ROWS + 1;
  const { file } = parseGguf(bufferSource(tensorsFile(n)), LIMITS);

  it('has the same tensors by place, by name and in a loop', () => {
    const few = parseGguf(bufferSource(tensorsFile(100)), LIMITS).file!;
    const [a, b] = [few.tensors[99]!, file!.tensors[99]!];
    expect(b).toEqual({ ...a, fileOffset: b.offset + file!.dataOffset });
    expect([file!.tensors.length, file!.tensorsByName.size]).toEqual([n, n]);
    expect(file!.tensorsByName.get(b.name)).toEqual(b);
    expect(file!.tensorsByName.get('absent')).toBeUndefined();
    expect([...file!.tensors].map(({ index }) => index)).toEqual(Array.from({ length: n }, (_, i) => i));
    expect(new Set(file!.tensorsByName.keys()).size).toBe(n);
  });

  it('is refused for one name that it has twice, far apart', () => {
    const bytes = tensorsFile(n);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const [from, to] = [text.indexOf(file!.tensors[0]!.name), text.indexOf(file!.tensors[n - 1]!.name)];
    bytes.copyWithin(to, from, from + file!.tensors[0]!.name.length);
    const again = parseGguf(bufferSource(bytes), LIMITS);
    expect(again.file).toBeNull();
    expect(again.findings.map(({ rule, path }) => [rule, path])).toContainEqual([
      'gguf/duplicate-tensor',
      `tensors[${String(n - 1)}]`,
    ]);
  });
});

describe('a file of more keys than are kept as objects', () => {
  const n = MOST_KEPT_ROWS + 1;
  const keysFile = COST_SUBJECTS['keys']!;
  const limits = { nKv: 2 * n };
  const { file } = parseGguf(bufferSource(keysFile(n)), { ...LIMITS, limits });

  it('has the same values by key and in a loop', () => {
    const { metadata } = file!;
    const few = parseGguf(bufferSource(keysFile(3)), LIMITS).file!.metadata;
    expect(metadata.size).toBe(n + 1);
    expect(metadata.get('general.architecture')).toMatchObject({ type: 'string', value: 'blank' });
    expect([...few].map(([key, value]) => [key, value.type, value.type !== 'array' && value.value])).toEqual(
      [...few.keys()].map((key) => {
        const value = metadata.get(key)!;
        return [key, value.type, value.type !== 'array' && value.value];
      }),
    );
    expect([metadata.has('00000a'), metadata.has('absent'), metadata.get('absent')]).toEqual([true, false, undefined]);
    expect([metadata.has('general.architecture'), metadata.get('general.architecture')?.type]).toEqual([
      true,
      'string',
    ]);
    expect(new Set(metadata.keys()).size).toBe(n + 1);
    const types = Array.from(metadata.values(), ({ type }) => type);
    expect([types.length, types[0], types[1], types.at(-1)]).toEqual([n + 1, 'string', 'u8', 'u8']);
    const seen: string[] = [];
    metadata.forEach((value, key, map) => {
      if (seen.length < 2) seen.push(`${key} ${value.type} ${String(map === metadata)}`);
    });
    expect(seen).toEqual(['general.architecture string true', '000000 u8 true']);
  });

  it('is refused for one key that it has twice, far apart', () => {
    const bytes = keysFile(n);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const [first, last] = [0, n - 1].map((i) => i.toString(36).padStart(6, '0')) as [string, string];
    text.write(first, text.indexOf(last), 'latin1');
    const again = parseGguf(bufferSource(bytes), { ...LIMITS, limits });
    expect(again.file).toBeNull();
    expect(again.findings.map(({ rule, path }) => [rule, path])).toContainEqual([
      'gguf/duplicate-key',
      `metadata["${first}"]`,
    ]);
  });
});

describe('lazyList', () => {
  it('behaves as an array that is only read, and refuses to be written', () => {
    const list = lazyList(3, (i) => i * i);
    expect([list.length, list[2], list[3], list.at(-1), list.indexOf(4)]).toEqual([3, 4, undefined, 4, 2]);
    expect([[...list], list.map(String), Object.keys(list), 1 in list, 3 in list]).toEqual([
      [0, 1, 4],
      ['0', '1', '4'],
      ['0', '1', '2'],
      true,
      false,
    ]);
    expect(() => (list as number[]).push(9)).toThrow(TypeError);
    expect(Reflect.deleteProperty(list, 1)).toBe(false);
    expect(Reflect.defineProperty(list, 1, { value: 9 })).toBe(false);
    expect(() => Object.defineProperty(list, 'x', { value: 9 })).toThrow(TypeError);
    expect(Object.getOwnPropertyDescriptor(list, 'length')).toEqual({
      value: 3,
      writable: true,
      enumerable: false,
      configurable: false,
    });
    expect(Object.getOwnPropertyDescriptor(list, '1')).toEqual({
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    expect(Object.getOwnPropertyDescriptor(list, '3')).toBeUndefined();
  });
});

describe('orderOf', () => {
  it('is the stable order of the keys', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (keys) => {
        const expected = keys.map((_, i) => i).toSorted((a, b) => keys[a]! - keys[b]! || a - b);
        expect([...orderOf(Float64Array.from(keys))]).toEqual(expected);
      }),
    );
  });
});

describe('RangeList', () => {
  it('gives back what was put in, few or many', () => {
    for (const n of [0, 5, 10_000]) {
      const ranges = new RangeList();
      for (let i = 0; i < n; i++) ranges.push(i, 2 * i);
      expect([...ranges.list()]).toEqual(Array.from({ length: n }, (_, i) => ({ start: i, end: 2 * i })));
    }
  });
});
