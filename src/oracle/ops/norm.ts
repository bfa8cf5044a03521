/**
 * norm, rms. Relative error: half of the sum of squares' (n + 3)·u, the reciprocal root's E ulp, and a rounding each for
 * ·scale and ·gain.
 */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf, WeightData } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { decodeWeight, elementOf } from '../blocks/decode.ts';
import { encodeWeight } from '../blocks/encode.ts';
import { ETA32, probabilisticShare, TINY32, U32, ULP32 } from '../rounding.ts';
import type { OpOracle, Relation } from './opOracle.ts';
import { permutation, permuteRows, rowOf, sizeAround } from './values.ts';

type Case = OpCaseOf<'norm'>;

export const norm: OpOracle<'norm'> = {
  kind: 'norm',
  generate: (rng) => {
    const n = sizeAround(rng, [1, 32, 128, 256, 576, 1024], 1100);
    const tokens = rng.pick([1, 1, 2, 5]);
    // Not so small that eps drowns the squares: such a case could not see one of them left out.
    const scale = 2 ** rng.int(-6, 20);
    const x = Float32Array.from({ length: n * tokens }, () => rng.normal() * scale * 2 ** rng.int(-4, 4));
    return makeCase(rng, x, tokens, n, rng.pick([1e-5, 1e-6, 1e-2]), () => rng.normal());
  },
  lattice: (rng) => {
    // |x| = 1/2 and eps = 3/4 make mean(x²) + eps = 1 exactly: the scale is 1 and y = x · w.
    const n = sizeAround(rng, [1, 32, 128, 256, 576, 1024], 1100);
    const tokens = rng.pick([1, 2, 3]);
    const x = Float32Array.from({ length: n * tokens }, () => rng.pick([-0.5, 0.5]));
    return makeCase(rng, x, tokens, n, 0.75, () => rng.int(-64, 64));
  },
  ball,
  relations: [permutedTokens(), scaledGain()],
  shrink: (c) => {
    const n = (c.weights[0] as WeightData).cols;
    const x = c.inputs[0] as Float32Array;
    if (c.tokens === 1) return [];
    return Array.from({ length: c.tokens }, (_, t) => ({ ...c, tokens: 1, inputs: [rowOf(x, t, n).slice()] }));
  },
  outside: (c) => [
    { what: 'input one element short', case: { ...c, inputs: [(c.inputs[0] as Float32Array).slice(1)] } },
    { what: 'epsilon of zero', case: { ...c, attrs: { ...c.attrs, eps: 0 } } },
    { what: 'epsilon that is not a number', case: { ...c, attrs: { ...c.attrs, eps: NaN } } },
    { what: 'no tokens', case: { ...c, tokens: 0, inputs: [new Float32Array(0)] } },
  ],
};

function makeCase(rng: Rng, x: Float32Array, tokens: number, n: number, eps: number, gain: () => number): Case {
  const weight = encodeWeight('F32', 1, n, () => ({ scale: 1, min: 0, quant: gain }));
  return {
    kind: 'norm',
    attrs: { variant: 'rms', eps },
    tokens,
    past: 0,
    inputs: [x],
    weights: [weight],
    seed: rng.uint32(),
  };
}

function ball(c: Case, contract: NumericContract, mid: Float64Array): Ball {
  const gain = decodeWeight(c.weights[0] as WeightData);
  const n = gain.cols;
  const result = emptyBall(mid.length);
  const rsqrt = (contract.functions.rsqrt?.ulp ?? 0) * ULP32;
  for (let t = 0; t < c.tokens; t++) {
    const x = rowOf(c.inputs[0] as Float32Array, t, n);
    const mean = x.reduce((sum, v) => sum + v * v, 0) / n + c.attrs.eps;
    // What gradual underflow of the squares may lose, against the mean they add up to.
    const relative = ((n + 3) * U32) / 2 + rsqrt + 2 * U32 + TINY32 / mean;
    const greatest = x.reduce((a, v) => Math.max(a, v * v), 0) / n / mean / 2;
    for (let i = 0; i < n; i++) {
      const y = mid[t * n + i] as number;
      const rad = Math.abs(y) * (relative + U32) + 3 * ETA32 * Math.max(1, Math.abs(elementOf(gain, 0, i)));
      setBall(result, t * n + i, y, rad, probabilisticShare(n + 3), Math.abs(y) * greatest);
    }
  }
  return result;
}

/** Tokens in another order give the same rows in that order, bit for bit. */
function permutedTokens(): Relation<'norm'> {
  return {
    name: 'tokens permuted',
    derive: (c, rng) => {
      if (c.tokens === 1) return null;
      const n = (c.weights[0] as WeightData).cols;
      const order = permutation(rng, c.tokens);
      return {
        case: { ...c, inputs: [permuteRows(c.inputs[0] as Float32Array, order, n)] },
        expect: (y) => permuteRows(y, order, n),
      };
    },
  };
}

/** A gain of powers of two scales the output of a gain of ones exactly. */
function scaledGain(): Relation<'norm'> {
  return {
    name: 'gain times 4',
    derive: (c) => {
      const gain = decodeWeight(c.weights[0] as WeightData);
      const weight = encodeWeight('F32', 1, gain.cols, (i) => ({
        scale: 4,
        min: 0,
        quant: () => elementOf(gain, 0, i),
      }));
      const large = smallest(c.inputs[0] as Float32Array) > 2 ** -40;
      return large ? { case: { ...c, weights: [weight] }, expect: (y) => y.map((v) => v * 4) } : null;
    },
  };
}

function smallest(x: Float32Array): number {
  return x.reduce((least, v) => (v === 0 ? least : Math.min(least, Math.abs(v))), Infinity);
}
