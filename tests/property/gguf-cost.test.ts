import { describe, expect, it } from 'vitest';
import type { ModelTensor, ModelValue, Text } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { fitExponent } from '../support/fitExponent.ts';
import { ARCHITECTURE, ggufBytes, ggufWith, strings, tensor, text } from '../../corpus/ggufBytes.ts';

const SIZES = [2_000, 8_000, 32_000];

/** Halfway between linear and quadratic. On an idle machine every subject is within 0.1 of 1; garbage collection on a busy one adds up to 0.4. */
const MOST = 1.5;

const U8: ModelValue = { type: 'u8', value: 1 };

function names<T>(count: number, of: (name: string, index: number) => T, naming = (i: number) => `n${String(i)}`): T[] {
  return Array.from({ length: count }, (_, i) => of(naming(i), i));
}

function keys(count: number, naming?: (i: number) => string): Uint8Array {
  return ggufBytes({ metadata: [ARCHITECTURE, ...names(count, (key): [Text, ModelValue] => [key, U8], naming)] });
}

function tensors(
  count: number,
  of: (index: number) => Partial<ModelTensor>,
  naming?: (i: number) => string,
): Uint8Array {
  return ggufBytes({ tensors: names(count, (name, i) => tensor(name, of(i)), naming) });
}

/** Strings that look like small integers and fall into few buckets of a hash table that hashes them by value. */
function colliding(i: number): string {
  return String(i * 256);
}

const SUBJECTS: Readonly<Record<string, (n: number) => Uint8Array>> = {
  keys: (n) => keys(n),
  'keys that hash alike': (n) => keys(n, colliding),
  'keys that are all the same': (n) => keys(n, () => 'same'),
  'keys that each break a rule': (n) => keys(n, (i) => `Ｋ\u202e${String(i)}`),
  tensors: (n) => tensors(n, () => ({})),
  'tensors that hash alike': (n) => tensors(n, () => ({}), colliding),
  'tensors in reverse order': (n) => tensors(n, (i) => ({ offset: 32 * (n - 1 - i) })),
  'tensors that all overlap': (n) => tensors(n, () => ({ offset: 0 })),
  'tensors each with padding': (n) => tensors(n, () => ({ dims: [1], data: new Uint8Array(4) })),
  'elements of a numeric array': (n) =>
    ggufWith(['x', { type: 'array', elementType: 'bool', elements: new Array<boolean>(50 * n).fill(true) }]),
  'short strings': (n) => ggufWith(['x', strings(...names(n, (name) => name))]),
  'short strings that are all invalid': (n) => ggufWith(['x', strings(...names(n, () => Uint8Array.of(0xff, 0)))]),
  'strings long and short in turn': (n) =>
    ggufWith(['x', strings(...names(n, (_, i) => (i % 2 ? 'a' : 'b'.repeat(130))))]),
  'empty nested arrays': (n) => {
    const elements = names(n, () => ({ type: 'array', elementType: 'u8', elements: [] }) as const);
    return ggufWith(['x', { type: 'array', elementType: 'array', elements }]);
  },
  'bytes of a string': (n) => ggufWith(['x', text('é'.repeat(200 * n))]),
};

describe('the cost of reading a GGUF file', () => {
  it.each(Object.keys(SUBJECTS))('is linear in %s', (name) => {
    const make = SUBJECTS[name] as (n: number) => Uint8Array;
    const exponent = fitExponent(SIZES, MOST, (n) => {
      const source = bufferSource(make(n));
      return () => parseGguf(source, { profile: 'compat' });
    });
    expect(exponent).toBeLessThan(MOST);
  });

  it('would be seen to be quadratic if duplicates were searched for pair by pair', () => {
    const exponent = fitExponent(SIZES, MOST, (n) => {
      const list = names(n / 8, (name) => name);
      return () => list.filter((name, i) => list.indexOf(name) !== i);
    });
    expect(exponent).toBeGreaterThan(MOST);
  });
});
