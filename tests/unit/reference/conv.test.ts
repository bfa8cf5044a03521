import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { OpCase } from '../../../src/engine/engine.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { Matrix } from '../../../src/reference/matrix.ts';
import type { OpInputs } from '../../../src/reference/ops/context.ts';
import { conv } from '../../../src/reference/ops/conv.ts';
import { multiplyHere } from '../../../src/reference/product/sliceProduct.ts';

const rng = new Rng(29);
const floats = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());
const indices = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
const [T, N, TAPS, PAST] = [3, 4, 3, 5];
const [x, pastX, w] = [floats(T * N), floats(PAST * N), floats(N * TAPS)];

/** Tokens first… of x, the positions before them being `past`. */
async function convolve(past: Float32Array, first: number, tokens: number): Promise<number[]> {
  const opCase: OpCase = {
    kind: 'conv',
    attrs: { cache: 0 },
    tokens,
    past: past.length / N,
    inputs: [x.subarray(first * N, (first + tokens) * N)],
    pastK: past,
    weights: [{ type: 'F32', rows: N, cols: TAPS, bytes: new Uint8Array(w.buffer) }],
    seed: 0,
  };
  return [...(await referenceEngine.runOp(opCase)).output];
}

/** The same by way of every pair of an input and a tap, added where their places sum to; tap 0 of the sum is the position's own. */
function naive(past: Float32Array): number[] {
  const sums = new Map<number, number>();
  [...past, ...x].forEach((v, i) => {
    for (const back of indices(TAPS)) {
      const place = i + back * N;
      sums.set(place, (sums.get(place) ?? 0) + v * (w[(i % N) * TAPS + TAPS - 1 - back] ?? NaN));
    }
  });
  return indices(T * N).map((i) => sums.get(past.length + i) ?? NaN);
}

function distance(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((most, y, i) => Math.max(most, Math.abs(y - (b[i] ?? NaN))), 0);
}

describe('conv', () => {
  it.each([0, 1, 2, PAST])('sums over what the kernel reaches of %i positions before', async (n) => {
    const past = pastX.subarray(0, n * N);
    expect(distance(await convolve(past, 0, T), naive(past))).toBeLessThan(1e-12);
  });

  it('is told from one that does not see what came before', async () => {
    expect(distance(await convolve(pastX, 0, T), naive(new Float32Array(0)))).toBeGreaterThan(0.1);
  });

  it('gives a token alone what it gives it among others', async () => {
    const whole = await convolve(new Float32Array(0), 0, T);
    const last = await convolve(x.slice(0, (T - 1) * N), T - 1, 1);
    expect(distance(last, whole.slice((T - 1) * N))).toBeLessThan(1e-12);
  });

  it('refuses a past of another length', async () => {
    await expect(
      referenceEngine.runOp({
        kind: 'conv',
        attrs: { cache: 0 },
        tokens: T,
        past: 1,
        inputs: [x],
        pastK: new Float32Array(N + 1),
        weights: [{ type: 'F32', rows: N, cols: TAPS, bytes: new Uint8Array(w.buffer) }],
        seed: 0,
      }),
    ).rejects.toMatchObject({ code: 'op/argument' });
  });

  it('refuses a cache with no room for this step, or none', () => {
    const matrix = new Matrix({ type: 'F32', rows: N, cols: TAPS, bytes: new Uint8Array(w.buffer) });
    const step = (positions: number): OpInputs => ({
      tokens: T,
      past: 1,
      tokenIds: new Int32Array(0),
      inputs: [Float64Array.from(x)],
      weights: [matrix],
      caches: [{ k: new Float64Array(positions * N), v: new Float64Array(0) }],
      multiply: multiplyHere,
    });
    expect(conv({ cache: 0 }, step(1 + T))).toHaveLength(T * N);
    const refused = { code: 'step/context-full', message: 'expected a cache of at least 4 positions, found fewer' };
    for (const inputs of [step(T), { ...step(1 + T), caches: [] }]) {
      expect(() => conv({ cache: 0 }, inputs)).toThrow(expect.objectContaining(refused) as Error);
    }
  });
});
