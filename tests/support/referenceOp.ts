/** One op of the reference at a time, and what second formulations are written with. */
import { expect } from 'vitest';
import { Rng } from '../../src/core/rng.ts';
import type { OpCase, OpCaseOf, WeightData } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/reference/engine.ts';

/** Numbers about 0, the same for the same seed. */
export function seeded(seed: number): { readonly floats: (n: number) => Float32Array } {
  const rng = new Rng(seed);
  return { floats: (n) => Float32Array.from({ length: n }, () => rng.normal() * 2) };
}

export function weightOf(values: Float32Array, cols: number): WeightData {
  return { type: 'F32', rows: values.length / cols, cols, bytes: new Uint8Array(values.buffer) };
}

export const at = (x: ArrayLike<number>, i: number): number => x[i] ?? NaN;
export const indices = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
export const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);

export async function run<K extends OpCase['kind']>(
  c: Partial<OpCaseOf<K>> & Pick<OpCaseOf<K>, 'kind' | 'attrs' | 'tokens'>,
): Promise<number[]> {
  const full = { past: 0, inputs: [], weights: [], seed: 0, ...c } as unknown as OpCase;
  return [...(await referenceEngine.runOp(full)).output];
}

export function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((y, i) => {
    expect(Math.abs(y - at(expected, i))).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(y)));
  });
}
