import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { OpCase, WeightData } from '../../../src/engine/engine.ts';
import { decodeWeight, elementOf } from '../../../src/oracle/blocks/decode.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { Matrix } from '../../../src/reference/matrix.ts';
import { dot } from '../../../src/reference/ops/dot.ts';
import { softmaxInPlace } from '../../../src/reference/ops/softmax.ts';
import { QUANT_FORMATS } from '../../../src/reference/quant/formats.ts';
import { exactDot, exactSoftmax } from '../../support/rational.ts';

const rng = new Rng(11);
const floats = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());
const f32Weight = (rows: number, cols: number): WeightData => ({
  type: 'F32',
  rows,
  cols,
  bytes: new Uint8Array(floats(rows * cols).buffer),
});
const valuesOf = ({ bytes }: WeightData): Float32Array => new Float32Array(bytes.buffer);

async function run(c: Partial<OpCase> & Pick<OpCase, 'kind' | 'attrs' | 'tokens'>): Promise<Float64Array> {
  const full = { past: 0, inputs: [], weights: [], seed: 0, ...c };
  return Float64Array.from((await referenceEngine.runOp(full)).output);
}

function expectClose(got: Float64Array, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  expected.forEach((y, i) => {
    expect(Math.abs((got[i] as number) - y)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(y)));
  });
}

describe('tensor types', () => {
  it.each(['F32', 'F16', 'Q4_1', 'Q8_0'])('%s gives on arbitrary bytes what a second derivation gives', (type) => {
    const { blockSize, blockBytes } = QUANT_FORMATS.get(type)!;
    const cols = blockSize === 1 ? 40 : blockSize * 3;
    for (let round = 0; round < 50; round++) {
      const weight = { type, rows: 2, cols, bytes: rng.bytes(new Uint8Array((2 * cols * blockBytes) / blockSize)) };
      const decoded = decodeWeight(weight);
      const matrix = new Matrix(weight);
      const row = new Float64Array(cols);
      for (let r = 0; r < 2; r++) {
        matrix.row(r, row);
        row.forEach((value, c) => {
          // −0 and 0 are one value here: the second derivation adds a minimum of 0.
          const expected = elementOf(decoded, r, c);
          expect(value === expected || (Number.isNaN(value) && Number.isNaN(expected))).toBe(true);
        });
      }
    }
  });

  it('has the low nibbles of Q4_1 before the high ones', () => {
    // d = 1, m = 0.5; byte j holds j in its low nibble and 15 − j in its high one.
    const bytes = Uint8Array.from([
      0x00,
      0x3c,
      0x00,
      0x38,
      ...Array.from({ length: 16 }, (_, j) => j | ((15 - j) << 4)),
    ]);
    const out = new Float64Array(32);
    QUANT_FORMATS.get('Q4_1')!.dequantize(bytes, 0, 1, out, 0);
    expect([...out]).toEqual(Array.from({ length: 32 }, (_, i) => (i < 16 ? i + 0.5 : 31 - i + 0.5)));
  });

  it('reads Q8_0 quants as signed', () => {
    const bytes = new Uint8Array(34);
    bytes.set([0x00, 0x40, 0x80, 0x7f]);
    const out = new Float64Array(32);
    QUANT_FORMATS.get('Q8_0')!.dequantize(bytes, 0, 1, out, 0);
    expect([out[0], out[1]]).toEqual([-256, 254]);
  });

  it('refuses bytes that do not fit the shape', () => {
    expect(() => new Matrix({ type: 'Q8_0', rows: 1, cols: 33, bytes: new Uint8Array(34) })).toThrow(/expected/);
    expect(() => new Matrix({ type: 'Q8_0', rows: 1, cols: 32, bytes: new Uint8Array(33) })).toThrow(
      /expected 34 bytes, found 33/,
    );
    expect(() => new Matrix({ type: 'Q4_2', rows: 1, cols: 16, bytes: new Uint8Array(10) })).toThrow(
      /expected a weight of type/,
    );
  });
});

describe('dot', () => {
  it('is within γ_n of exact rational arithmetic', () => {
    // Products stay far above the subnormals, where the bound on relative error holds as it stands.
    const magnitude = fc.double({ min: 1e-20, max: 1e20, noNaN: true });
    const number = fc.tuple(magnitude, fc.constantFrom(-1, 0, 1)).map(([x, sign]) => x * sign);
    const pairs = fc.array(fc.tuple(number, number), { maxLength: 33 });
    fc.assert(
      fc.property(pairs, (list) => {
        const a = Float64Array.from(list, ([x]) => x);
        const b = Float64Array.from(list, ([, y]) => y);
        const size = list.reduce((sum, [x, y]) => sum + Math.abs(x * y), 0);
        const n = list.length + 2;
        const bound = (n * 2 ** -53 * size) / (1 - n * 2 ** -53);
        expect(Math.abs(dot(a, 0, b, 0, list.length) - exactDot(a, b))).toBeLessThanOrEqual(bound);
      }),
    );
  });
});

describe('softmax', () => {
  it('is invariant under a shift, sums to one and does not overflow', () => {
    const x = Float64Array.of(1000, 1001, 999);
    const y = Float64Array.of(0, 1, -1);
    softmaxInPlace(x, 3);
    softmaxInPlace(y, 3);
    expectClose(x, [...y]);
    expect(x.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
  });
});

describe('softmax against exact rational arithmetic', () => {
  /**
   * With u = 2^-53 and D = max − x: the difference is off by uD, which e^ makes relative, and e^ itself by 2u; of the sum, whose terms are
   * off by at most u(D e^-D + 2 e^-D) ≤ 3u each, n − 1 additions; one division.
   */
  const bound = (distance: number, n: number): number => 1.01 * 2 ** -53 * (distance + 2 + 3 * n + (n - 1) + 1);

  /** The greatest error of `softmax`, over what is allowed. */
  const excess = (list: readonly number[], softmax: typeof softmaxInPlace): number => {
    const x = Float64Array.from(list);
    softmax(x, x.length);
    const greatest = Math.max(...list);
    const errors = exactSoftmax(list).map(
      (exact, i) => Math.abs((x[i] as number) / exact - 1) / bound(greatest - (list[i] as number), list.length),
    );
    return Math.max(...errors);
  };

  it('is within the bound of its roundings', () => {
    const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 17 });
    fc.assert(fc.property(numbers, (list) => excess(list, softmaxInPlace) <= 1));
  });

  it('would be caught with an exponential of single precision', () => {
    const single: typeof softmaxInPlace = (x, n) => {
      softmaxInPlace(x, n);
      for (let i = 0; i < n; i++) x[i] = Math.fround(x[i] as number);
    };
    expect(excess([0.1, -3, 2], single)).toBeGreaterThan(1e6);
  });
});

describe('ops against a naive second formulation', () => {
  it('embed copies rows', async () => {
    const table = f32Weight(5, 3);
    const out = await run({ kind: 'embed', attrs: {}, tokens: 2, tokenIds: Int32Array.of(4, 0), weights: [table] });
    expectClose(out, [...valuesOf(table).slice(12, 15), ...valuesOf(table).slice(0, 3)]);
  });

  it('norm divides by the root mean square', async () => {
    const x = floats(14);
    const gain = f32Weight(1, 7);
    const out = await run({
      kind: 'norm',
      attrs: { variant: 'rms', eps: 1e-5 },
      tokens: 2,
      inputs: [x],
      weights: [gain],
    });
    const expected = [...x].map((v, i) => {
      const row = [...x.slice(i < 7 ? 0 : 7, i < 7 ? 7 : 14)];
      const rms = Math.hypot(...row.map((r) => r / Math.sqrt(7)), Math.sqrt(1e-5));
      return (v / rms) * valuesOf(gain)[i % 7]!;
    });
    expectClose(out, expected);
  });

  it('linear is a matrix product with a bias', async () => {
    const x = floats(2 * 5);
    const w = f32Weight(3, 5);
    const bias = f32Weight(1, 3);
    const out = await run({ kind: 'linear', attrs: {}, tokens: 2, inputs: [x], weights: [w, bias] });
    const expected = [0, 1].flatMap((t) =>
      [0, 1, 2].map((r) =>
        [0, 1, 2, 3, 4].reduce((sum, c) => sum + x[t * 5 + c]! * valuesOf(w)[r * 5 + c]!, valuesOf(bias)[r]!),
      ),
    );
    expectClose(out, expected);
  });

  it('add and glu work element by element', async () => {
    const [a, b] = [floats(6), floats(6)];
    expectClose(
      await run({ kind: 'add', attrs: {}, tokens: 2, inputs: [a, b] }),
      [...a].map((v, i) => v + b[i]!),
    );
    const glu = await run({ kind: 'glu', attrs: { activation: 'silu' }, tokens: 2, inputs: [a, b] });
    expectClose(
      glu,
      [...a].map((v, i) => v * (0.5 + 0.5 * Math.tanh(v / 2)) * b[i]!),
    );
  });

  it.each(['adjacent', 'half'] as const)('rope with %s pairs is a product of complex numbers', async (pairing) => {
    const attrs = { pairing, nHead: 2, headDim: 6, nRot: 4, freqBase: 100, freqScale: 0.5 };
    const x = floats(12);
    const factors = f32Weight(1, 2);
    const out = await run({ kind: 'rope', attrs, tokens: 1, past: 3, inputs: [x], weights: [factors] });
    const expected = [...x];
    for (const head of [0, 6]) {
      for (const i of [0, 1]) {
        const [p, q] = pairing === 'adjacent' ? [head + 2 * i, head + 2 * i + 1] : [head + i, head + i + 2];
        const theta = (3 * 0.5) / (Math.sqrt(100) ** i * valuesOf(factors)[i]!);
        const modulus = Math.hypot(x[p]!, x[q]!);
        const angle = Math.atan2(x[q]!, x[p]!) + theta;
        expected[p] = modulus * Math.cos(angle);
        expected[q] = modulus * Math.sin(angle);
      }
    }
    expectClose(out, expected);
  });

  it('attention with grouped heads weighs values by the softmax of scores', async () => {
    const attrs = { nHead: 4, nHeadKv: 2, headDim: 3, scale: 0.7, cache: 5 };
    const [q, k, v, pastK, pastV] = [floats(24), floats(12), floats(12), floats(18), floats(18)];
    const out = await run({ kind: 'attention', attrs, tokens: 2, past: 3, inputs: [q, k, v], pastK, pastV });
    const keys = [...pastK, ...k];
    const values = [...pastV, ...v];
    const expected = Array.from({ length: 24 }, (_, i) => {
      const [t, h, d] = [Math.floor(i / 12), Math.floor((i % 12) / 3), i % 3];
      const g = h < 2 ? 0 : 3;
      const weights = Array.from({ length: 4 + t }, (_, j) =>
        Math.exp(0.7 * [0, 1, 2].reduce((s, e) => s + q[t * 12 + h * 3 + e]! * keys[j * 6 + g + e]!, 0)),
      );
      const total = weights.reduce((x, y) => x + y, 0);
      return weights.reduce((s, w, j) => s + (w / total) * values[j * 6 + g + d]!, 0);
    });
    expectClose(out, expected);
  });
});
