/** Ops beyond the first seven, and what those seven gained: each against a second formulation, written elementwise and slowly. */
import { describe, expect, it } from 'vitest';
import type { WeightData } from '../../../src/engine/engine.ts';
import { ACTIVATIONS } from '../../../src/model/ops/activation.ts';
import { erfc } from '../../../src/reference/ops/functions.ts';
import { at, expectClose, indices, run, seeded, total, weightOf } from '../../support/referenceOp.ts';

const { floats } = seeded(23);
const T = 3;

describe('elementwise ops', () => {
  const x = floats(T * 4);

  it('scale, softcap and clamp', async () => {
    expectClose(
      await run({ kind: 'scale', attrs: { factor: -2.5 }, tokens: T, inputs: [x] }),
      [...x].map((v) => -2.5 * v),
    );
    const e = (v: number): number => (Math.exp(2 * v) - 1) / (Math.exp(2 * v) + 1);
    expectClose(
      await run({ kind: 'softcap', attrs: { cap: 3 }, tokens: T, inputs: [x] }),
      [...x].map((v) => 3 * e(v / 3)),
    );
    const clamped = [...x].map((v) => (v > 1 ? 1 : v < -1 ? -1 : v));
    expectClose(await run({ kind: 'clamp', attrs: { limit: 1 }, tokens: T, inputs: [x] }), clamped);
  });

  it('mul by a value for each element, or for each token', async () => {
    const [b, perToken] = [floats(T * 4), floats(T)];
    expectClose(
      await run({ kind: 'mul', attrs: {}, tokens: T, inputs: [x, b] }),
      indices(T * 4).map((i) => at(x, i) * at(b, i)),
    );
    expectClose(
      await run({ kind: 'mul', attrs: {}, tokens: T, inputs: [x, perToken] }),
      indices(T * 4).map((i) => at(x, i) * at(perToken, (i - (i % 4)) / 4)),
    );
  });

  it('erfc is one minus the integral of the Gaussian', () => {
    for (const x of [-3, -1.5, -0.1, 0, 0.3, 1, 1.99, 2.01, 3, 4.5]) {
      const n = 4000;
      const step = x / n;
      // Simpson's rule.
      const sum = total(
        indices(n + 1).map((i) => (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-((i * step) ** 2))),
      );
      expect(Math.abs(erfc(x) - (1 - ((2 / Math.sqrt(Math.PI)) * sum * step) / 3))).toBeLessThan(1e-12);
    }
    expect(erfc(6) / 2.1519736712498913e-17).toBeCloseTo(1, 12);
  });

  it.each(ACTIVATIONS)('activation and glu of %s', async (activation) => {
    const f: Record<(typeof ACTIVATIONS)[number], (v: number) => number> = {
      silu: (v) => (v * Math.exp(v)) / (1 + Math.exp(v)),
      gelu: (v) => v / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))),
      gelu_erf: (v) => (v * (2 - erfc(v / Math.sqrt(2)))) / 2,
      relu: (v) => (v > 0 ? v : 0),
      relu2: (v) => (v > 0 ? v * v : 0),
      sigmoid: (v) => Math.exp(v) / (1 + Math.exp(v)),
      tanh: (v) => 1 - 2 / (Math.exp(2 * v) + 1),
      softplus: (v) => Math.log(1 + Math.exp(v)),
    };
    expectClose(
      await run({ kind: 'activation', attrs: { activation }, tokens: T, inputs: [x] }),
      [...x].map(f[activation]),
    );
    const up = floats(T * 4);
    const gated = indices(T * 4).map((i) => f[activation](at(x, i)) * at(up, i));
    expectClose(await run({ kind: 'glu', attrs: { activation }, tokens: T, inputs: [x, up] }), gated);
  });

  it('the clamped unit of gpt-oss, on both sides of its limits', async () => {
    const gate = Float32Array.of(-20, -7, 0.5, 7, 20, 3);
    const up = Float32Array.of(1, -20, 20, -7, 7, 0.25);
    const expected = [...gate].map((g, i) => {
      const [clampedGate, clampedUp] = [g > 7 ? 7 : g, at(up, i) > 7 ? 7 : at(up, i) < -7 ? -7 : at(up, i)];
      return (clampedGate / (1 + Math.exp(-1.702 * clampedGate))) * (1 + clampedUp);
    });
    expectClose(
      await run({ kind: 'glu', attrs: { activation: 'swiglu_oai' }, tokens: 1, inputs: [gate, up] }),
      expected,
    );
  });
});

describe('ops that move elements', () => {
  it('slice takes a run of every group', async () => {
    const x = floats(T * 12);
    const got = await run({ kind: 'slice', attrs: { groups: 3, from: 1, width: 2 }, tokens: T, inputs: [x] });
    expectClose(
      got,
      indices(T).flatMap((t) => indices(3).flatMap((g) => [1, 2].map((d) => at(x, t * 12 + g * 4 + d)))),
    );
  });

  it('concat undoes two slices', async () => {
    const x = floats(T * 12);
    const part = async (from: number, width: number): Promise<Float32Array> =>
      Float32Array.from(await run({ kind: 'slice', attrs: { groups: 3, from, width }, tokens: T, inputs: [x] }));
    const inputs = [await part(0, 1), await part(1, 3)];
    expectClose(await run({ kind: 'concat', attrs: { groups: 3 }, tokens: T, inputs }), [...x]);
  });

  it('positions adds the row of each position, and refuses one past the last', async () => {
    const [x, table] = [floats(T * 2), floats(5 * 2)];
    const c = { kind: 'positions', attrs: {}, tokens: T, inputs: [x], weights: [weightOf(table, 2)] } as const;
    expectClose(
      await run({ ...c, past: 2 }),
      indices(T * 2).map((i) => at(x, i) + at(table, i + 4)),
    );
    await expect(run({ ...c, past: 3 })).rejects.toMatchObject({ code: 'step/context-full' });
  });
});

describe('norm', () => {
  it('of the layer kind subtracts the mean, with gain and bias', async () => {
    const [x, gain, bias] = [floats(T * 4), floats(4), floats(4)];
    const got = await run({
      kind: 'norm',
      attrs: { variant: 'layer', eps: 1e-3 },
      tokens: T,
      inputs: [x],
      weights: [weightOf(gain, 4), weightOf(bias, 4)],
    });
    const expected = indices(T * 4).map((i) => {
      const row = [...x.subarray(i - (i % 4), i - (i % 4) + 4)];
      const mean = total(row) / 4;
      const variance = total(row.map((v) => v * v)) / 4 - mean * mean;
      return ((at(x, i) - mean) / Math.sqrt(variance + 1e-3)) * at(gain, i % 4) + at(bias, i % 4);
    });
    expectClose(got, expected);
  });

  it('of each head, with one gain for all or one for each, in one row or a row for each, or none', async () => {
    const x = floats(T * 6);
    const attrs = { variant: 'rms', eps: 1e-3, groups: 2 } as const;
    for (const gain of [floats(3), floats(6), undefined]) {
      const expected = indices(T * 6).map((i) => {
        const head = [...x.subarray(i - (i % 3), i - (i % 3) + 3)];
        const factor = gain === undefined ? 1 : at(gain, i % gain.length);
        return (at(x, i) * factor) / Math.sqrt(total(head.map((v) => v * v)) / 3 + 1e-3);
      });
      for (const cols of gain ? new Set([gain.length, 3]) : [0]) {
        const weights = gain ? [weightOf(gain, cols)] : [];
        expectClose(await run({ kind: 'norm', attrs, tokens: T, inputs: [x], weights }), expected);
      }
    }
  });
});

describe('rope', () => {
  it('with a ramp keeps fast pairs, interpolates slow ones, mixes between, and scales by the magnitude', async () => {
    const x = floats(8);
    const attrs = {
      pairing: 'half',
      nHead: 1,
      headDim: 8,
      nRot: 8,
      freqBase: 100,
      freqScale: 0.25,
      magnitude: 1.5,
      rampLow: 1,
      rampHigh: 3,
      rampMix: 1,
    } as const;
    const got = await run({ kind: 'rope', attrs, tokens: 1, past: 5, inputs: [x] });
    // r: pairs 0 and 1 keep all of their frequency, pair 2 half of it, pair 3 none.
    const share = [1, 1, 0.625, 0.25];
    const expected = indices(8).map((d) => {
      const i = d % 4;
      const theta = 5 * at(share, i) * 100 ** (-i / 4);
      const [a, b] = [at(x, i), at(x, i + 4)];
      return 1.5 * (d < 4 ? a * Math.cos(theta) - b * Math.sin(theta) : a * Math.sin(theta) + b * Math.cos(theta));
    });
    expectClose(got, expected);
  });
});

describe('attention', () => {
  const [nHead, nHeadKv, headDim, valueDim, past] = [3, 1, 4, 2, 4];
  const [q, k, v] = [floats(T * nHead * headDim), floats(T * headDim), floats(T * valueDim)];
  const [pastK, pastV] = [floats(past * headDim), floats(past * valueDim)];
  const base = { nHead, nHeadKv, headDim, scale: 0.5, cache: 0 };

  /** From the formula: no cache, no shift by the maximum. */
  const naive = (score: (raw: number, p: number, j: number, h: number) => number, sink?: Float32Array): number[] => {
    const keys = [...pastK, ...k];
    const values = [...pastV, ...v];
    return indices(T).flatMap((t) =>
      indices(nHead).flatMap((h) => {
        const p = past + t;
        const e = indices(p + 1).map((j) => {
          const raw = total(
            indices(headDim).map((d) => at(q, (t * nHead + h) * headDim + d) * at(keys, j * headDim + d)),
          );
          return Math.exp(score(0.5 * raw, p, j, h));
        });
        const sum = total(e) + (sink ? Math.exp(at(sink, h)) : 0);
        return indices(valueDim).map((d) => total(e.map((x, j) => (x * at(values, j * valueDim + d)) / sum)));
      }),
    );
  };
  const attend = (attrs: object, weights: readonly WeightData[] = []): Promise<number[]> =>
    run({
      kind: 'attention',
      attrs: { ...base, valueDim, ...attrs },
      tokens: T,
      past,
      inputs: [q, k, v],
      pastK,
      pastV,
      weights,
    });

  it('sees only the window', async () => {
    expectClose(
      await attend({ window: 3 }),
      naive((s, p, j) => (p - j < 3 ? s : -Infinity)),
    );
  });

  it('caps its scores', async () => {
    expectClose(
      await attend({ softcap: 1.5 }),
      naive((s) => 1.5 * Math.tanh(s / 1.5)),
    );
  });

  it('gives sinks their share of the sum', async () => {
    const sinks = floats(nHead);
    expectClose(
      await attend({}, [weightOf(sinks, nHead)]),
      naive((s) => s, sinks),
    );
  });

  it('slopes away from the past, heads beyond a power of two on the odd steps', async () => {
    const slopes = [2 ** -4, 2 ** -8, 2 ** -2];
    expectClose(
      await attend({ alibi: 8 }),
      naive((s, p, j, h) => s - at(slopes, h) * (p - j)),
    );
  });
});

describe('head_linear', () => {
  it('maps each head by a matrix of its own', async () => {
    const [x, w] = [floats(T * 6), floats(2 * 4 * 3)];
    const got = await run({
      kind: 'head_linear',
      attrs: { nHead: 2 },
      tokens: T,
      inputs: [x],
      weights: [weightOf(w, 3)],
    });
    const expected = indices(T).flatMap((t) =>
      indices(2).flatMap((h) =>
        indices(4).map((r) => total(indices(3).map((c) => at(x, t * 6 + h * 3 + c) * at(w, (h * 4 + r) * 3 + c)))),
      ),
    );
    expectClose(got, expected);
  });
});

describe('route', () => {
  const attrs = { gate: 'softmax', nUsed: 2, normalise: false, factor: 1, groups: 1, groupsUsed: 1 } as const;
  const route = (logits: readonly number[], more: object, bias?: Float32Array): Promise<number[]> =>
    run({
      kind: 'route',
      attrs: { ...attrs, ...more },
      tokens: 1,
      inputs: [Float32Array.from(logits)],
      weights: bias ? [weightOf(bias, logits.length)] : [],
    });

  it('takes softmax before the choice, renormalised or not', async () => {
    const e = [0, 2, 1, -1].map(Math.exp);
    const p = e.map((x) => x / total(e));
    expectClose(await route([0, 2, 1, -1], {}), [1, 2, at(p, 1), at(p, 2)]);
    const two = at(p, 1) + at(p, 2);
    expectClose(await route([0, 2, 1, -1], { normalise: true, factor: 3 }), [
      1,
      2,
      (3 * at(p, 1)) / two,
      (3 * at(p, 2)) / two,
    ]);
  });

  it('takes softmax over the chosen alone', async () => {
    const sum = Math.exp(2) + Math.exp(1);
    expectClose(await route([0, 2, 1, -1], { gate: 'softmax_after_top_k' }), [
      1,
      2,
      Math.exp(2) / sum,
      Math.exp(1) / sum,
    ]);
  });

  it('chooses with the bias and weighs without it', async () => {
    const s = (x: number): number => 1 / (1 + Math.exp(-x));
    const bias = Float32Array.of(0, -10, 0, 10);
    expectClose(await route([0, 2, 1, -1], { gate: 'sigmoid' }, bias), [3, 2, s(-1), s(1)]);
  });

  it('gives ties to the lowest index', async () => {
    expect((await route([1, 3, 3, 3], {})).slice(0, 2)).toEqual([1, 2]);
  });

  it('leaves out groups, by the sum of their two best', async () => {
    const logits = [5, -9, -9, 3, 3, 0];
    expect((await route(logits, { gate: 'softmax_after_top_k', groups: 2, groupsUsed: 1 })).slice(0, 2)).toEqual([
      3, 4,
    ]);
  });

  it('divides by no sum below 2^−14', async () => {
    const tiny = -20;
    const p = 1 / (1 + Math.exp(20));
    const got = await route([tiny, tiny], { gate: 'sigmoid', normalise: true });
    expectClose(got, [0, 1, p * 2 ** 14, p * 2 ** 14]);
  });
});

describe('experts', () => {
  const [nExpert, nUsed, cols, rows] = [3, 2, 4, 2];
  const routes = Float32Array.of(2, 0, 0.25, 0.75, 1, 2, 0.5, 2);
  const [w, bias] = [floats(nExpert * rows * cols), floats(nExpert * rows)];

  it.each(['one input for all', 'an input for each'])('expert_linear with %s', async (which) => {
    const own = which !== 'one input for all';
    const x = floats(2 * cols * (own ? nUsed : 1));
    const got = await run({
      kind: 'expert_linear',
      attrs: { nExpert, nUsed },
      tokens: 2,
      inputs: [x, routes],
      weights: [weightOf(w, cols), weightOf(bias, rows)],
    });
    const expected = indices(2).flatMap((t) =>
      indices(nUsed).flatMap((k) =>
        indices(rows).map((r) => {
          const expert = at(routes, t * 4 + k);
          const from = own ? (t * nUsed + k) * cols : t * cols;
          const products = indices(cols).map((c) => at(x, from + c) * at(w, (expert * rows + r) * cols + c));
          return total(products) + at(bias, expert * rows + r);
        }),
      ),
    );
    expectClose(got, expected);
  });

  it('expert_combine weighs and adds', async () => {
    const x = floats(2 * nUsed * rows);
    const got = await run({ kind: 'expert_combine', attrs: { nUsed }, tokens: 2, inputs: [x, routes] });
    const expected = indices(2).flatMap((t) =>
      indices(rows).map((i) => at(routes, t * 4 + 2) * at(x, t * 4 + i) + at(routes, t * 4 + 3) * at(x, t * 4 + 2 + i)),
    );
    expectClose(got, expected);
  });
});
