/** glu: silu(gate) · up. Relative: E_exp ulp of σ(−gate), and a rounding each for 1 + e, the quotient and the product. */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { ETA32, MAX32, U32, ULP32 } from '../rounding.ts';
import type { OpOracle } from './opOracle.ts';
import { activations, rowOf, sizeAround, smallIntegers } from './values.ts';

type Case = OpCaseOf<'glu'>;

const TILES = [1, 8, 32, 256];

export const glu: OpOracle<'glu'> = {
  kind: 'glu',
  generate: (rng, _type, { domain }) => {
    const [tokens, n] = [rng.pick([1, 2, 7]), sizeAround(rng, TILES, 300)];
    const gate = Float32Array.from({ length: tokens * n }, () => rng.normal() * rng.pick([1, 8, 40]));
    return makeCase(rng, tokens, gate, activations(rng, tokens, n, domain.maxAbsInput));
  },
  lattice: (rng) => {
    const [tokens, n] = [rng.pick([1, 2, 7]), sizeAround(rng, TILES, 300)];
    // From 64 on, 1 + e^−x is 1 in f32: silu(x) = x. At 0 it is 0.
    const gate = Float32Array.from({ length: tokens * n }, () => rng.pick([0, 64, 96, 128]));
    return makeCase(rng, tokens, gate, smallIntegers(rng, tokens * n, 1024));
  },
  ball,
  relations: [
    {
      name: 'up times −2',
      derive: (c) => {
        const up = c.inputs[1] as Float32Array;
        if (up.some((v) => v !== 0 && Math.abs(v) < 2 ** -30)) return null;
        if ((c.inputs[0] as Float32Array).some((v) => v < -60)) return null;
        return {
          case: { ...c, inputs: [c.inputs[0] as Float32Array, up.map((v) => v * -2)] },
          expect: (y) => y.map((v) => v * -2),
        };
      },
    },
  ],
  shrink: (c) =>
    c.tokens === 1
      ? []
      : Array.from({ length: c.tokens }, (_, t) => ({
          ...c,
          tokens: 1,
          inputs: c.inputs.map((x) => rowOf(x, t, x.length / c.tokens).slice()),
        })),
  outside: (c) => [
    {
      what: 'up one element short',
      case: { ...c, inputs: [c.inputs[0] as Float32Array, (c.inputs[1] as Float32Array).slice(1)] },
    },
    { what: 'one input', case: { ...c, inputs: [c.inputs[0] as Float32Array] } },
  ],
};

function makeCase(rng: Rng, tokens: number, gate: Float32Array, up: Float32Array): Case {
  return {
    kind: 'glu',
    attrs: { activation: 'silu' },
    tokens,
    past: 0,
    inputs: [gate, up],
    weights: [],
    seed: rng.uint32(),
  };
}

function ball({ inputs: [gates, ups] }: Case, { functions }: NumericContract, mid: Float64Array): Ball {
  const exp = (functions.exp?.ulp ?? 0) * ULP32;
  const ball = emptyBall(mid.length);
  mid.forEach((y, i) => {
    const gate = gates?.[i] ?? 0;
    const up = Math.abs(ups?.[i] ?? 0);
    const sigmoidOfMinus = 1 / (1 + Math.exp(gate));
    // Where e^−x overflows, the quotient is zero: all of the (tiny) value may be lost.
    const overflow = Math.exp(-gate) >= MAX32 * (1 - exp) ? Math.abs(y) : 0;
    const rad = Math.abs(y) * (exp * sigmoidOfMinus + 4 * U32) + (up + 1) * ETA32 + overflow;
    setBall(ball, i, y, rad, 1, Math.abs(y));
  });
  return ball;
}
