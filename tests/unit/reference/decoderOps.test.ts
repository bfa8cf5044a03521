/** What decoders beyond the usual ask of ops: each against a second formulation, written elementwise and slowly. */
import { describe, expect, it } from 'vitest';
import { OP_SPECS } from '../../../src/model/ops/specs.ts';
import { at, expectClose, indices, run, seeded, total, weightOf } from '../../support/referenceOp.ts';

const { floats } = seeded(31);
const [T, N] = [3, 6];
const x = floats(T * N);

describe('a factor for each part of a row', () => {
  it.each([1, 2, 3, 6])('mul by %i factors for each token', async (m) => {
    const b = floats(T * m);
    const expected = indices(T).flatMap((t) =>
      indices(m).flatMap((j) => indices(N / m).map((d) => at(x, t * N + (j * N) / m + d) * at(b, t * m + j))),
    );
    expectClose(await run({ kind: 'mul', attrs: {}, tokens: T, inputs: [x, b] }), expected);
  });

  it.each([1, 2, 3, 6])('vector of %i elements adds, multiplies and divides', async (m) => {
    const w = floats(m);
    const by = {
      add: (a: number, b: number) => a + b,
      multiply: (a: number, b: number) => a * b,
      divide: (a: number, b: number) => a / b,
    };
    for (const [name, f] of Object.entries(by)) {
      const expected = indices(T).flatMap((t) =>
        indices(m).flatMap((j) => indices(N / m).map((d) => f(at(x, t * N + (j * N) / m + d), at(w, j)))),
      );
      const attrs = { by: name as keyof typeof by };
      for (const cols of new Set([1, m])) {
        expectClose(
          await run({ kind: 'vector', attrs, tokens: T, inputs: [x], weights: [weightOf(w, cols)] }),
          expected,
        );
      }
    }
  });

  it('must divide the row', () => {
    const shape = [['tokens', 6]] as const;
    const weight = { tensor: 'w', rows: 1, cols: 4 };
    expect(OP_SPECS.vector.infer({ by: 'add' }, shape, [weight])).toMatch('divides');
    expect(OP_SPECS.mul.infer({}, [...shape, ['tokens', 4]], [])).toMatch('divides');
  });
});

describe('temperature', () => {
  it('grows by the logarithm of the stretches behind a position, counted from one', async () => {
    const attrs = { scale: 0.5, length: 4 };
    const stretches = [0, 1, 1];
    const expected = [...x].map((v, i) => v * (1 + 0.5 * Math.log(1 + at(stretches, Math.floor(i / N)))));
    expectClose(await run({ kind: 'temperature', attrs, tokens: T, past: 2, inputs: [x] }), expected);
    expectClose(await run({ kind: 'temperature', attrs, tokens: T, past: 0, inputs: [x] }), [...x]);
  });
});

describe('the clamped gated unit', () => {
  it('limits the gate from above and the other from both sides', async () => {
    const gate = Float32Array.of(-20, -3, 0.5, 2, 3, 20);
    const up = Float32Array.of(1, -20, 20, -2, 2, 0.25);
    const expected = [...gate].map((g, i) => {
      const [a, b] = [g > 2 ? 2 : g, at(up, i) > 2 ? 2 : at(up, i) < -2 ? -2 : at(up, i)];
      return (a / (1 + Math.exp(-a))) * b;
    });
    const attrs = { activation: 'silu', limit: 2 } as const;
    expectClose(await run({ kind: 'glu', attrs, tokens: 1, inputs: [gate, up] }), expected);
  });
});

describe('experts', () => {
  const [nExpert, nUsed, cols, rows] = [3, 2, 4, 2];
  const routes = Float32Array.of(2, 0, 0.25, 0.75, 1, 2, 0.5, 2);
  const [w, bias] = [floats(nExpert * rows * cols), floats(nExpert * rows)];

  it.each(['one input for all', 'an input for each'])(
    'whose weights go in with %s, ahead of the bias',
    async (which) => {
      const own = which !== 'one input for all';
      const given = floats(2 * cols * (own ? nUsed : 1));
      const got = await run({
        kind: 'expert_linear',
        attrs: { nExpert, nUsed, weighted: true },
        tokens: 2,
        inputs: [given, routes],
        weights: [weightOf(w, cols), weightOf(bias, rows)],
      });
      const expected = indices(2).flatMap((t) =>
        indices(nUsed).flatMap((k) =>
          indices(rows).map((r) => {
            const [expert, share] = [at(routes, t * 4 + k), at(routes, t * 4 + 2 + k)];
            const from = own ? (t * nUsed + k) * cols : t * cols;
            const products = indices(cols).map((c) => at(given, from + c) * at(w, (expert * rows + r) * cols + c));
            return share * total(products) + at(bias, expert * rows + r);
          }),
        ),
      );
      expectClose(got, expected);
    },
  );

  it('are then added as they are', async () => {
    const given = floats(2 * nUsed * rows);
    const attrs = { nUsed, weighted: false } as const;
    const got = await run({ kind: 'expert_combine', attrs, tokens: 2, inputs: [given, routes] });
    const expected = indices(2).flatMap((t) =>
      indices(rows).map((i) => at(given, t * 4 + i) + at(given, t * 4 + 2 + i)),
    );
    expectClose(got, expected);
  });
});

describe('route', () => {
  const attrs = { gate: 'softmax', nUsed: 2, normalise: false, factor: 1, groups: 1, groupsUsed: 1 } as const;
  const route = (logits: readonly number[], more: object): Promise<number[]> =>
    run({ kind: 'route', attrs: { ...attrs, ...more }, tokens: 1, inputs: [Float32Array.from(logits)] });

  it('takes the sigmoid of the chosen alone, so that great logits are no ties', async () => {
    const s = (v: number): number => 1 / (1 + Math.exp(-v));
    expectClose(await route([0, 2, 1, -1], { gate: 'sigmoid_after_top_k' }), [1, 2, s(2), s(1)]);
    expect((await route([60, 70, 80], { gate: 'sigmoid_after_top_k' })).slice(0, 2)).toEqual([2, 1]);
    expect((await route([60, 70, 80], { gate: 'sigmoid' })).slice(0, 2)).toEqual([0, 1]);
  });

  it('sends runs of experts to the one that they share, with the weight at its index', async () => {
    const e = [0, 2, 1, 3].map(Math.exp);
    const p = e.map((v) => v / total(e));
    // Experts 3 and 1 are chosen; they share 1 and 0.
    expectClose(await route([0, 2, 1, 3], { share: 2 }), [1, 0, at(p, 1), at(p, 0)]);
    expectClose(await route([0, 1, 2, 3], { share: 2, normalise: true }), [1, 1, 0.5, 0.5]);
  });
});

describe('attention', () => {
  const [nHead, headDim] = [2, 3];
  const base = { nHead, nHeadKv: 1, headDim, scale: 0.5, cache: 0 };

  /** From the formula, over every position that `sees` lets through. */
  const naive = (q: Float32Array, k: ArrayLike<number>, v: ArrayLike<number>, past: number, sees: Sees): number[] =>
    indices(q.length / nHead / headDim).flatMap((t) =>
      indices(nHead).flatMap((h) => {
        const e = indices(k.length / headDim).map((j) => {
          const terms = indices(headDim).map((d) => at(q, (t * nHead + h) * headDim + d) * at(k, j * headDim + d));
          return sees(past + t, j) ? Math.exp(0.5 * total(terms)) : 0;
        });
        return indices(headDim).map((d) => total(e.map((w, j) => (w * at(v, j * headDim + d)) / total(e))));
      }),
    );
  const [q, k, v] = [floats(4 * nHead * headDim), floats(4 * headDim), floats(4 * headDim)];
  const [pastK, pastV] = [floats(5 * headDim), floats(5 * headDim)];

  it('under chunks sees its own chunk up to itself', async () => {
    const attrs = { ...base, chunk: 3 };
    const got = await run({ kind: 'attention', attrs, tokens: 4, past: 5, inputs: [q, k, v], pastK, pastV });
    const sees: Sees = (p, j) => j <= p && Math.floor(j / 3) === Math.floor(p / 3);
    expectClose(got, naive(q, [...pastK, ...k], [...pastV, ...v], 5, sees));
  });

  it('both ways sees the whole step, and takes no second one', async () => {
    const attrs = { ...base, causal: false } as const;
    const c = { kind: 'attention', attrs, tokens: 4, inputs: [q, k, v] } as const;
    expectClose(
      await run(c),
      naive(q, k, v, 0, () => true),
    );
    await expect(run({ ...c, past: 5, pastK, pastV })).rejects.toMatchObject({
      code: 'step/both-ways',
      message: 'expected all tokens in one step, as attention goes both ways, found 5 positions before them',
    });
  });

  it('slopes away on both sides', async () => {
    const attrs = { ...base, causal: false, alibi: 8, scale: 1e-30 } as const;
    const got = await run({ kind: 'attention', attrs, tokens: 4, inputs: [q, k, v] });
    const expected = indices(4).flatMap((t) =>
      indices(nHead).flatMap((h) => {
        const e = indices(4).map((j) => Math.exp(-(2 ** (-4 * (h + 1))) * Math.abs(t - j)));
        return indices(headDim).map((d) => total(e.map((w, j) => (w * at(v, j * headDim + d)) / total(e))));
      }),
    );
    expectClose(got, expected);
  });

  it('has one reach: no window beside chunks', () => {
    const shapes = [
      ['tokens', 6],
      ['tokens', 3],
      ['tokens', 3],
    ] as const;
    const spec = OP_SPECS.attention;
    expect(spec.infer({ ...base, window: 2, chunk: 2 }, shapes, [])).toMatch('not two of them');
    expect(spec.infer({ ...base, chunk: 2, causal: false }, shapes, [])).toMatch('not two of them');
    expect(spec.infer({ ...base, chunk: 2 }, shapes, [])).toEqual(['tokens', 6]);
  });

  it('packs each reach into a number of its own', () => {
    const reach = (more: object): number | undefined => OP_SPECS.attention.pack({ ...base, ...more }).ints[5];
    const all = [{ softcap: 1 }, { window: 7 }, { chunk: 7 }, { causal: false }].map(reach);
    expect(all).toEqual([0, 7, 2 ** 31 + 7, 2 ** 32 - 1]);
  });
});

type Sees = (position: number, j: number) => boolean;
