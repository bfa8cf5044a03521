/** Each op against its formula in float64, over the tails of every tile. The bounds are those that the kernels' headers state. */
import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { OpCase, OpResult } from '../../../src/engine/engine.ts';
import { CPU_ENGINES, describeNative, openEngine } from '../../support/native.ts';
import { BLOCK_SIZE, dequantise, floats, FORMATS, randomWeight } from './weights.ts';

/** Half an ulp at 1, the relative error of one rounding to float32. */
const U = 2 ** -24;
/** The smallest subnormal: what a rounding near zero may lose. */
const TINY = 2 ** -149;

const TOKENS = [1, 2, 7];
const ROWS = [1, 7, 8, 9, 33];
const COLS = [1, 7, 8, 9, 32, 64, 96];

const ATTENTION = { nHead: 4, nHeadKv: 2, headDim: 20, scale: 0.22, cache: 0 };

/** Fails with the first element that is off by more than its bound. */
function expectWithin(
  result: OpResult,
  expected: (i: number) => number,
  bound: (i: number, value: number) => number,
): void {
  expect(result.hygiene).toEqual({ guardsIntact: true, unwritten: 0 });
  result.output.forEach((got, i) => {
    const mid = expected(i);
    const rad = bound(i, mid);
    if (!(Math.abs(got - mid) <= rad))
      expect.fail(`element ${String(i)}: expected ${String(mid)} ± ${String(rad)}, found ${String(got)}`);
  });
}

function dot(n: number, term: (i: number) => number): { sum: number; abs: number } {
  let sum = 0;
  let abs = 0;
  for (let i = 0; i < n; i++) {
    const t = term(i);
    sum += t;
    abs += Math.abs(t);
  }
  return { sum, abs };
}

/** Softmax attention of one head of one token, by its definition. */
function attend(
  q: (d: number) => number,
  k: (j: number, d: number) => number,
  v: (j: number, d: number) => number,
  n: number,
): number[] {
  const { headDim, scale } = ATTENTION;
  const scores = Array.from({ length: n }, (_, j) => scale * dot(headDim, (d) => q(d) * k(j, d)).sum);
  const max = Math.max(...scores);
  const weights = scores.map((s) => Math.exp(s - max));
  const total = weights.reduce((a, b) => a + b, 0);
  return Array.from({ length: headDim }, (_, d) => dot(n, (j) => ((weights[j] ?? 0) / total) * v(j, d)).sum);
}

describeNative('an op of the CPU engine', () => {
  for (const name of CPU_ENGINES) {
    const engine = (): ReturnType<typeof openEngine> => openEngine(name);
    const isa = (): string => engine().describe().device;
    const base = { past: 0, seed: 1, inputs: [], weights: [] };

    for (const type of FORMATS) {
      it(`linear multiplies ${type} rows, whatever the tails (${name})`, async () => {
        const rng = new Rng(7);
        for (const tokens of TOKENS) {
          for (const rows of ROWS) {
            for (const cols of COLS.filter((c) => c % BLOCK_SIZE[type] === 0)) {
              const x = floats(rng, tokens * cols);
              const weight = randomWeight(rng, type, rows, cols);
              const bias = randomWeight(rng, 'F32', 1, rows);
              const [w, b] = [dequantise(weight), dequantise(bias)];
              const result = await engine().runOp({
                ...base,
                kind: 'linear',
                attrs: {},
                tokens,
                inputs: [x],
                weights: [weight, bias],
              });
              const term =
                (i: number) =>
                (c: number): number =>
                  (w[(i % rows) * cols + c] ?? 0) * (x[Math.floor(i / rows) * cols + c] ?? 0);
              expect(result.kernel).toBe(`linear.${type.toLowerCase()}.${isa()}`);
              expectWithin(
                result,
                (i) => dot(cols, term(i)).sum + (b[i % rows] ?? 0),
                (i, y) => (cols + 2) * U * dot(cols, term(i)).abs + U * Math.abs(y) + TINY,
              );
            }
          }
        }
      });

      it(`embed gives ${type} rows to the last bit (${name})`, async () => {
        const rng = new Rng(8);
        const [rows, cols] = [9, 96];
        const table = randomWeight(rng, type, rows, cols);
        const exact = dequantise(table);
        const tokenIds = Int32Array.of(8, 0, 3, 3);
        const result = await engine().runOp({
          ...base,
          kind: 'embed',
          attrs: {},
          tokens: 4,
          tokenIds,
          weights: [table],
        });
        expect(result.kernel).toBe(`embed.${type.toLowerCase()}.${isa()}`);
        expectWithin(
          result,
          (i) => Math.fround(exact[(tokenIds[Math.floor(i / cols)] ?? 0) * cols + (i % cols)] ?? NaN),
          () => 0,
        );
      });
    }

    it(`norm divides by the root mean square (${name})`, async () => {
      const rng = new Rng(9);
      for (const n of [...COLS, 576]) {
        const x = floats(rng, 2 * n);
        const gain = randomWeight(rng, 'F32', 1, n);
        const g = dequantise(gain);
        const attrs = { variant: 'rms', eps: 1e-5 } as const;
        const result = await engine().runOp({ ...base, kind: 'norm', attrs, tokens: 2, inputs: [x], weights: [gain] });
        const scaleOf = (t: number): number => 1 / Math.sqrt(dot(n, (c) => (x[t * n + c] ?? 0) ** 2).sum / n + 1e-5);
        expectWithin(
          result,
          (i) => (x[i] ?? 0) * scaleOf(Math.floor(i / n)) * (g[i % n] ?? 0),
          (_, y) => ((n + 3) / 2 + 4) * U * Math.abs(y) + TINY,
        );
      }
    });

    it(`add rounds once (${name})`, async () => {
      const rng = new Rng(10);
      const [a, b] = [floats(rng, 2 * 33), floats(rng, 2 * 33, 1e-4)];
      const result = await engine().runOp({ ...base, kind: 'add', attrs: {}, tokens: 2, inputs: [a, b] });
      expectWithin(
        result,
        (i) => Math.fround((a[i] ?? 0) + (b[i] ?? 0)),
        () => 0,
      );
    });

    it(`glu gates, for large arguments too (${name})`, async () => {
      const gate = Float32Array.of(0, -0, 1, -1, 20, -20, 80, -80, 88, -88, 100, -100, 1e30, -3e38, 1e-30, 0.5);
      const up = floats(new Rng(11), gate.length);
      const attrs = { activation: 'silu' } as const;
      const result = await engine().runOp({ ...base, kind: 'glu', attrs, tokens: 1, inputs: [gate, up] });
      // Below −88 e^−x overflows float32 and the unit is −0, of which e^−88 · 88 < 2^-120 is lost.
      expectWithin(
        result,
        (i) => ((gate[i] ?? 0) / (1 + Math.exp(-(gate[i] ?? 0)))) * (up[i] ?? 0),
        (i, y) => 6 * U * Math.abs(y) + 2 ** -119 * Math.abs(up[i] ?? 0),
      );
    });

    for (const pairing of ['adjacent', 'half'] as const) {
      it(`rope turns ${pairing} pairs by the position, far out too (${name})`, async () => {
        const rng = new Rng(12);
        const attrs = { pairing, nHead: 3, headDim: 10, nRot: 8, freqBase: 10_000, freqScale: 0.5 };
        for (const past of [0, 1, 131_072]) {
          for (const weights of [[], [randomWeight(rng, 'F32', 1, 4)]]) {
            const x = floats(rng, 2 * 30);
            const result = await engine().runOp({
              ...base,
              kind: 'rope',
              attrs,
              tokens: 2,
              past,
              inputs: [x],
              weights,
            });
            const factors = weights[0] && dequantise(weights[0]);
            const at = (i: number, d: number): number => x[i - (i % 10) + d] ?? 0;
            const turned = (i: number): number => {
              const d = i % 10;
              if (d >= 8) return x[i] ?? 0;
              const pair = pairing === 'half' ? d % 4 : Math.floor(d / 2);
              const isFirst = pairing === 'half' ? d < 4 : d % 2 === 0;
              const [first, second] = pairing === 'half' ? [pair, pair + 4] : [2 * pair, 2 * pair + 1];
              const position = past + Math.floor(i / 30);
              const theta = (position * 0.5 * 10_000 ** ((-2 * pair) / 8)) / (factors?.[pair] ?? 1);
              const [c, s] = [Math.cos(theta), Math.sin(theta)];
              return isFirst ? at(i, first) * c - at(i, second) * s : at(i, first) * s + at(i, second) * c;
            };
            // 1e-9: an angle of 10^5 rad in float64, off by 2^-50 of itself, with room for small factors.
            expectWithin(result, turned, () => 8 * U * 4 + 1e-9);
          }
        }
      });
    }

    it(`attention attends to the past and to itself, with grouped heads (${name})`, async () => {
      const rng = new Rng(13);
      const { nHead, nHeadKv, headDim } = ATTENTION;
      const kvWidth = nHeadKv * headDim;
      for (const tokens of TOKENS) {
        for (const past of [0, 1, 9]) {
          const [q, k, v] = [
            floats(rng, tokens * nHead * headDim),
            floats(rng, tokens * kvWidth),
            floats(rng, tokens * kvWidth),
          ];
          const [pastK, pastV] = [floats(rng, past * kvWidth), floats(rng, past * kvWidth)];
          const opCase: OpCase = {
            ...base,
            kind: 'attention',
            attrs: ATTENTION,
            tokens,
            past,
            inputs: [q, k, v],
            pastK,
            pastV,
          };
          const result = await engine().runOp(opCase);
          const [allK, allV] = [
            [...pastK, ...k],
            [...pastV, ...v],
          ];
          const expected = Array.from({ length: tokens * nHead }, (_, item) => {
            const [t, h] = [Math.floor(item / nHead), item % nHead];
            const kv = Math.floor((h * nHeadKv) / nHead) * headDim;
            return attend(
              (d) => q[item * headDim + d] ?? 0,
              (j, d) => allK[j * kvWidth + kv + d] ?? 0,
              (j, d) => allV[j * kvWidth + kv + d] ?? 0,
              past + t + 1,
            );
          }).flat();
          // Values of size ~3, scores off by (headDim + 2)·U·scale·Σ|q k| < 30·U each: 200·U covers both sums.
          expectWithin(
            result,
            (i) => expected[i] ?? NaN,
            () => 200 * U * 3,
          );
        }
      }
    });

    it(`runs every kernel that it describes, by that name (${name})`, () => {
      const { ops, sessions } = engine().describe();
      expect(sessions).toBe(true);
      expect(ops.map(({ kernel }) => kernel).every((kernel) => kernel.endsWith(`.${isa()}`))).toBe(true);
      expect(new Set(ops.map(({ kind }) => kind)).size).toBe(7);
    });
  }
});
