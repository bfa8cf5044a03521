/** rope: |error| ≤ (|a| + |b|)(Δθ + E_trig + γ_2), Δθ from the contract's angle clause. */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import type { RopeAttrs } from '../../model/ops/rope.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { decodeWeight, elementOf } from '../blocks/decode.ts';
import { encodeWeight } from '../blocks/encode.ts';
import { ETA32, gamma, U32, ULP32 } from '../rounding.ts';
import type { OpOracle } from './opOracle.ts';
import { activations, rowOf, smallIntegers } from './values.ts';

type Case = OpCaseOf<'rope'>;

export const rope: OpOracle<'rope'> = {
  kind: 'rope',
  generate: (rng, type, { domain }) => {
    const attrs = randomAttrs(rng);
    const tokens = rng.pick([1, 2, 5]);
    const past = rng.pick([0, 1, 37, 4095, 131_072]);
    return makeCase(
      rng,
      type,
      attrs,
      tokens,
      past,
      activations(rng, tokens, attrs.nHead * attrs.headDim, domain.maxAbsInput),
    );
  },
  lattice: (rng, type) => {
    // At position 0 every angle is 0: cos 1, sin 0, and the output is the input.
    const attrs = randomAttrs(rng);
    return makeCase(rng, type, attrs, 1, 0, smallIntegers(rng, attrs.nHead * attrs.headDim, 1024));
  },
  ball,
  relations: [
    {
      name: 'past for tokens',
      derive: (c) => {
        if (c.tokens === 1) return null;
        const x = c.inputs[0] as Float32Array;
        const width = x.length / c.tokens;
        const last = { ...c, tokens: 1, past: c.past + c.tokens - 1, inputs: [rowOf(x, c.tokens - 1, width).slice()] };
        return { case: last, expect: (y) => y.slice(y.length - width) };
      },
    },
  ],
  shrink: (c) => {
    const x = c.inputs[0] as Float32Array;
    const width = x.length / c.tokens;
    if (c.tokens === 1) return [];
    return Array.from({ length: c.tokens }, (_, t) => ({
      ...c,
      tokens: 1,
      past: c.past + t,
      inputs: [rowOf(x, t, width).slice()],
    }));
  },
  outside: (c) => [
    { what: 'input one element short', case: { ...c, inputs: [(c.inputs[0] as Float32Array).slice(1)] } },
    { what: 'odd number of rotated elements', case: { ...c, attrs: { ...c.attrs, nRot: c.attrs.nRot - 1 } } },
    {
      what: 'more rotated elements than the head has',
      case: { ...c, attrs: { ...c.attrs, nRot: c.attrs.headDim + 2 } },
    },
    { what: 'a base that is not a number', case: { ...c, attrs: { ...c.attrs, freqBase: NaN } } },
  ],
};

function randomAttrs(rng: Rng): RopeAttrs {
  const headDim = rng.pick([2, 8, 64, 128]);
  return {
    pairing: rng.pick(['adjacent', 'half'] as const),
    nHead: rng.pick([1, 3, 8]),
    headDim,
    nRot: headDim >= 8 && rng.uint32() % 3 === 0 ? headDim / 2 : headDim,
    freqBase: rng.pick([10_000, 100_000, 500_000]),
    freqScale: rng.pick([1, 1, 0.25]),
  };
}

/** With factors where `type` names one: a kernel with them is another kernel. */
function makeCase(rng: Rng, type: string, attrs: RopeAttrs, tokens: number, past: number, x: Float32Array): Case {
  const factors = encodeWeight(type === '-' ? 'F32' : type, 1, attrs.nRot / 2, () => ({
    scale: 1,
    min: 0,
    quant: () => rng.pick([1, 2, 8]),
  }));
  return { kind: 'rope', attrs, tokens, past, inputs: [x], weights: type === '-' ? [] : [factors], seed: rng.uint32() };
}

function ball(c: Case, contract: NumericContract, mid: Float64Array): Ball {
  const { nHead, headDim, nRot, pairing, freqBase, freqScale } = c.attrs;
  const x = c.inputs[0] as Float32Array;
  const factors = c.weights[0] && decodeWeight(c.weights[0]);
  const trig = Math.max(contract.functions.sin?.ulp ?? 0, contract.functions.cos?.ulp ?? 0) * ULP32;
  const relative = contract.angle?.relative ?? 0;
  const ball = emptyBall(mid.length);
  // What is not rotated is copied: no error at all.
  mid.forEach((y, i) => {
    setBall(ball, i, y, 0, 1, Math.abs(y));
  });
  for (let t = 0; t < c.tokens; t++) {
    for (let pair = 0; pair < nRot / 2; pair++) {
      const factor = factors ? elementOf(factors, 0, pair) : 1;
      const theta = ((c.past + t) * freqScale * freqBase ** ((-2 * pair) / nRot)) / factor;
      const error = Math.abs(theta) * relative + trig + gamma(2) + U32;
      for (let h = 0; h < nHead; h++) {
        const head = (t * nHead + h) * headDim;
        const [a, b] =
          pairing === 'adjacent' ? [head + 2 * pair, head + 2 * pair + 1] : [head + pair, head + pair + nRot / 2];
        const size = Math.abs(x[a] as number) + Math.abs(x[b] as number);
        for (const i of [a, b]) setBall(ball, i, mid[i] as number, size * error + 3 * ETA32, 1, size);
      }
    }
  }
  return ball;
}
