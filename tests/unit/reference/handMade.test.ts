/** Ops on a few small numbers, the results by hand: what a comparison on random data of one shape leaves open. */
import { describe, expect, it } from 'vitest';
import type { OpCase, WeightData } from '../../../src/engine/engine.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { erfc } from '../../../src/reference/ops/functions.ts';
import { ropeFrequencies } from '../../../src/reference/ops/rope.ts';

async function run(
  c: object,
  inputs: readonly (readonly number[])[],
  weights: readonly WeightData[] = [],
): Promise<number[]> {
  const x = inputs.map((values) => Float32Array.from(values));
  return [...(await referenceEngine.runOp({ past: 0, seed: 0, ...c, inputs: x, weights } as unknown as OpCase)).output];
}

describe('concat', () => {
  it('takes two of a and one of b for each of two groups of two tokens', async () => {
    const a = [1, 2, 3, 4, 5, 6, 7, 8];
    const b = [10, 20, 30, 40];
    const expected = [1, 2, 10, 3, 4, 20, 5, 6, 30, 7, 8, 40];
    expect(await run({ kind: 'concat', attrs: { groups: 2 }, tokens: 2 }, [a, b])).toEqual(expected);
  });
});

describe('route', () => {
  const attrs = { gate: 'softmax_after_top_k', normalise: false, factor: 1 };

  it('gives each token its own experts and weights, two of them', async () => {
    const logits = [9, 9, 0, 0, 0, 9, 9, 0, 0, 0, 9, 9];
    const c = { kind: 'route', attrs: { ...attrs, nUsed: 2, groups: 1, groupsUsed: 1 }, tokens: 3 };
    const half = [0.5, 0.5];
    expect(await run(c, [logits])).toEqual([0, 1, ...half, 1, 2, ...half, 2, 3, ...half]);
  });

  it.each([
    ['the two best stand last', [0, 5, 5, 4, 4, 0], [1, 2]],
    ['the two best stand first', [5, 5, 0, 0, 4, 4], [0, 1]],
    ['the better group is the second', [0, 1, 1, 5, 5, 0], [3, 4]],
  ])('judges a group by its two best where %s', async (_where, logits, expected) => {
    const c = { kind: 'route', attrs: { ...attrs, nUsed: 2, groups: 2, groupsUsed: 1 }, tokens: 1 };
    expect((await run(c, [logits])).slice(0, 2)).toEqual(expected);
  });

  it('judges a group of one by that', async () => {
    const c = { kind: 'route', attrs: { ...attrs, nUsed: 1, groups: 3, groupsUsed: 1 }, tokens: 1 };
    expect(await run(c, [[-3, -1, -2]])).toEqual([1, 1]);
  });
});

describe('norm', () => {
  const vector = (rows: number, ...values: readonly number[]): WeightData => ({
    type: 'F32',
    rows,
    cols: values.length / rows,
    bytes: new Uint8Array(Float32Array.from(values).buffer),
  });
  const c = { kind: 'norm', attrs: { variant: 'rms', eps: 0, groups: 2 }, tokens: 2 };
  // Each part has the root mean square 2, so that what is left is of ones.
  const x = [2, -2, 2, 2, -2, 2, 2, 2];

  it.each([
    ['shared gain and a bias of each part', vector(1, 3, 5), vector(2, 1, 2, 3, 4), [4, -3, 6, 9, -2, 7, 6, 9]],
    ['gain of each part and a shared bias', vector(1, 3, 5, 7, 9), vector(1, 1, 2), [4, -3, 8, 11, -2, 7, 8, 11]],
  ])('takes a %s', async (_what, gain, bias, expected) => {
    expect(await run(c, [x], [gain, bias])).toEqual(expected);
  });
});

describe('attention', () => {
  it('slopes from the position of the token, which a sink feels', async () => {
    // Scores are 0 − ½ · (1 − j), and the sink's is 0: e^−½, 1 and 1.
    const attrs = { nHead: 1, nHeadKv: 1, headDim: 1, scale: 1, alibi: 1, cache: 0 };
    const sink: WeightData = { type: 'F32', rows: 1, cols: 1, bytes: new Uint8Array(4) };
    const [first, second] = await run(
      { kind: 'attention', attrs, tokens: 2 },
      [
        [0, 0],
        [0, 0],
        [1, 10],
      ],
      [sink],
    );
    expect(first).toBeCloseTo(1 / 2, 14);
    expect(second).toBeCloseTo((Math.exp(-1 / 2) + 10) / (Math.exp(-1 / 2) + 2), 14);
  });
});

describe('the frequencies of rope', () => {
  it('are one for each pair', () => {
    const attrs = { pairing: 'half', nHead: 1, headDim: 6, nRot: 4, freqBase: 100, freqScale: 1 } as const;
    expect([...ropeFrequencies(attrs)]).toEqual([1, 0.1]);
    expect([...ropeFrequencies(attrs, Float64Array.of(1, 4))]).toEqual([1, 0.025]);
  });
});

describe('erfc', () => {
  it('is 2 far below zero, where the series of erf would have lost all its digits', () => {
    expect([erfc(-6), erfc(-9)].map((y) => Math.abs(y - 2) < 1e-13)).toEqual([true, true]);
  });
});
