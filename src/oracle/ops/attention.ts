/**
 * attention: softmax-weighted sum. With ρ_j the relative error of weight j (score, exponential, sum),
 * |error| ≤ Σ p_j |v_j| (ρ_j + ρ̄ + γ_n + u).
 */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import type { AttentionAttrs } from '../../model/ops/attention.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { ETA32, gamma, probabilisticShare, U32, ULP32 } from '../rounding.ts';
import type { OpOracle } from './opOracle.ts';
import { rowOf, smallIntegers } from './values.ts';

type Case = OpCaseOf<'attention'>;

export const attention: OpOracle<'attention'> = {
  kind: 'attention',
  generate: (rng) => {
    const attrs = randomAttrs(rng);
    const [tokens, past] = [rng.pick([1, 1, 2, 7]), rng.pick([0, 1, 31, 32, 33, 100])];
    // 20 takes scores to several hundred: past the range of the exponential, unless the greatest is subtracted.
    const spread = rng.pick([0.1, 1, 4, 20]);
    return makeCase(rng, attrs, tokens, past, (n) => Float32Array.from({ length: n }, () => rng.normal() * spread));
  },
  lattice: (rng) => {
    // Queries of zero weigh every position alike; with 2^k positions each weight is 2^−k, and integers average exactly.
    const attrs = randomAttrs(rng);
    const past = 2 ** rng.int(0, 6) - 1;
    const c = makeCase(rng, attrs, 1, past, (n) => smallIntegers(rng, n, 64));
    const [q, k, v] = c.inputs as readonly [Float32Array, Float32Array, Float32Array];
    return { ...c, inputs: [q.map(() => 0), k, v] };
  },
  ball,
  relations: [
    {
      name: 'values times 2',
      derive: (c) => {
        const [q, k, v] = c.inputs as readonly [Float32Array, Float32Array, Float32Array];
        const double = (x: Float32Array): Float32Array => x.map((a) => a * 2);
        return {
          case: { ...c, inputs: [q, k, double(v)], pastV: double(c.pastV as Float32Array) },
          expect: (y) => y.map((a) => a * 2),
        };
      },
    },
    {
      name: 'later tokens change nothing',
      derive: (c) => {
        if (c.tokens === 1) return null;
        const inputs = c.inputs.map((x) => rowOf(x, 0, x.length / c.tokens).slice());
        return { case: { ...c, tokens: 1, inputs }, expect: (y) => y.slice(0, y.length / c.tokens) };
      },
    },
  ],
  shrink: (c) =>
    c.tokens === 1 ? [] : [{ ...c, tokens: 1, inputs: c.inputs.map((x) => rowOf(x, 0, x.length / c.tokens).slice()) }],
  outside: (c) => {
    const [q, k, v] = c.inputs as readonly [Float32Array, Float32Array, Float32Array];
    return [
      { what: 'values one element short', case: { ...c, inputs: [q, k, v.slice(1)] } },
      {
        what: 'past keys one element short',
        case: {
          ...c,
          past: 1,
          pastK: new Float32Array(k.length / c.tokens - 1),
          pastV: new Float32Array(k.length / c.tokens),
        },
      },
      { what: 'a scale that is not a number', case: { ...c, attrs: { ...c.attrs, scale: NaN } } },
      { what: 'heads that no group divides', case: { ...c, attrs: { ...c.attrs, nHeadKv: c.attrs.nHead + 1 } } },
    ];
  },
};

function randomAttrs(rng: Rng): AttentionAttrs {
  const [nHead, nHeadKv] = rng.pick([
    [1, 1],
    [4, 2],
    [9, 3],
    [8, 1],
  ] as const);
  const headDim = rng.pick([4, 32, 64]);
  return { nHead, nHeadKv, headDim, scale: 1 / Math.sqrt(headDim), cache: 0 };
}

function makeCase(
  rng: Rng,
  attrs: AttentionAttrs,
  tokens: number,
  past: number,
  fill: (n: number) => Float32Array,
): Case {
  const kv = attrs.nHeadKv * attrs.headDim;
  return {
    kind: 'attention',
    attrs,
    tokens,
    past,
    inputs: [fill(tokens * attrs.nHead * attrs.headDim), fill(tokens * kv), fill(tokens * kv)],
    pastK: fill(past * kv),
    pastV: fill(past * kv),
    weights: [],
    seed: rng.uint32(),
  };
}

function ball(c: Case, contract: NumericContract, mid: Float64Array): Ball {
  const { nHead } = c.attrs;
  const ball = emptyBall(mid.length);
  for (let t = 0; t < c.tokens; t++) for (let h = 0; h < nHead; h++) headBall(c, contract, mid, ball, t, h);
  return ball;
}

function headBall(c: Case, { functions }: NumericContract, mid: Float64Array, ball: Ball, t: number, h: number): void {
  const { nHead, nHeadKv, headDim, scale } = c.attrs;
  const at = (t * nHead + h) * headDim;
  const group = Math.floor((h * nHeadKv) / nHead) * headDim;
  const n = c.past + t + 1;
  const exp = (functions.exp?.ulp ?? 0) * ULP32;
  const { weights, errors } = softmaxErrors(c, at, group, n, scale, exp);
  const meanError = weights.reduce((sum, p, j) => sum + p * (errors[j] as number), 0);
  for (let d = 0; d < headDim; d++) {
    let rad = 0;
    let term = 0;
    for (let j = 0; j < n; j++) {
      const share = (weights[j] as number) * Math.abs(cached(c, 2, j, group + d));
      rad += share * ((errors[j] as number) + meanError + gamma(n + 3));
      term = Math.max(term, share);
    }
    const y = mid[at + d] as number;
    setBall(ball, at + d, y, rad + U32 * Math.abs(y) + n * ETA32, probabilisticShare(n + headDim), term);
  }
}

interface SoftmaxErrors {
  readonly weights: Float64Array;
  readonly errors: Float64Array;
}

/** p_j, and the relative error of each before normalising: ρ_j = Δs_j + u·|s_j − m| + E_exp + n·u. */
function softmaxErrors(c: Case, at: number, group: number, n: number, scale: number, exp: number): SoftmaxErrors {
  const { headDim } = c.attrs;
  const q = c.inputs[0] as Float32Array;
  const scores = new Float64Array(n);
  const sizes = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let d = 0; d < headDim; d++) {
      const product = (q[at + d] as number) * cached(c, 1, j, group + d) * scale;
      scores[j] = (scores[j] as number) + product;
      sizes[j] = (sizes[j] as number) + Math.abs(product);
    }
  }
  const max = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - max));
  const sum = exps.reduce((a, b) => a + b, 0);
  // The scale is itself rounded to f32, and multiplied: two roundings beside the dot product's.
  const delta = (j: number): number => gamma(headDim + 3) * (sizes[j] as number);
  const errors = scores.map((s, j) => delta(j) + U32 * Math.abs(s - max) + exp + n * U32 + 2 * U32);
  return { weights: exps.map((e) => e / sum), errors };
}

/** Element (position, col) of the keys (1) or values (2): past ones first, then this step's. */
function cached(c: Case, which: 1 | 2, position: number, col: number): number {
  const width = c.attrs.nHeadKv * c.attrs.headDim;
  const past = (which === 1 ? c.pastK : c.pastV) as Float32Array;
  if (position < c.past) return past[position * width + col] as number;
  return (c.inputs[which] as Float32Array)[(position - c.past) * width + col] as number;
}
