import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { WeightSpec } from '../../../src/model/program.ts';
import { threadCount } from '../../../src/reference/threadCount.ts';

const MIB = 2 ** 20;

/** A model of weights of so many bytes each. */
function modelOf(...sizes: readonly number[]): { readonly weights: ReadonlyMap<string, WeightSpec> } {
  const weight = (bytes: number): WeightSpec => ({ tensor: 'w', type: 'I8', rows: 1, cols: bytes, bytes });
  return { weights: new Map(sizes.map((bytes, i) => [`w${String(i)}`, weight(bytes)])) };
}

describe('the threads of a session', () => {
  it.each([
    [1, 1],
    [3, 3],
    [256, 256],
    [257, 256],
  ])('are, of %i asked for, %i, whatever the model and the machine', (asked, expected) => {
    for (const model of [modelOf(1), modelOf(9 * MIB)]) expect(threadCount(model, asked, 5)).toBe(expected);
  });

  it('are as many as the machine runs at once from 8 MiB of weights on, and one below', () => {
    expect(threadCount(modelOf(3 * MIB, 5 * MIB), undefined, 5)).toBe(5);
    expect(threadCount(modelOf(3 * MIB, 5 * MIB - 1), undefined, 5)).toBe(1);
    expect(threadCount(modelOf(), undefined, 5)).toBe(1);
    expect(threadCount(modelOf(9 * MIB), undefined)).toBe(availableParallelism());
  });

  it('are 256 at most on a machine of more', () => {
    expect(threadCount(modelOf(9 * MIB), undefined, 300)).toBe(256);
  });
});
