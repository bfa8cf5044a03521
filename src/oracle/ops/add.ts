/** add: one IEEE addition, rounded once. */
import type { OpCaseOf } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import { emptyBall, setBall } from '../ball.ts';
import { ETA32, U32 } from '../rounding.ts';
import type { OpOracle } from './opOracle.ts';
import { activations, rowOf, sizeAround, smallIntegers } from './values.ts';

type Case = OpCaseOf<'add'>;

const TILES = [1, 8, 32, 256];

export const add: OpOracle<'add'> = {
  kind: 'add',
  generate: (rng, _type, { domain }) => {
    const [tokens, n] = [rng.pick([1, 2, 7]), sizeAround(rng, TILES, 300)];
    return makeCase(rng, tokens, [
      activations(rng, tokens, n, domain.maxAbsInput),
      activations(rng, tokens, n, domain.maxAbsInput),
    ]);
  },
  lattice: (rng) => {
    const [tokens, n] = [rng.pick([1, 2, 7]), sizeAround(rng, TILES, 300)];
    return makeCase(rng, tokens, [smallIntegers(rng, tokens * n, 4096), smallIntegers(rng, tokens * n, 4096)]);
  },
  ball: ({ inputs: [a, b] }, _contract, mid) => {
    const ball = emptyBall(mid.length);
    mid.forEach((y, i) => {
      const term = Math.max(Math.abs(a?.[i] ?? 0), Math.abs(b?.[i] ?? 0));
      setBall(ball, i, y, U32 * Math.abs(y) + ETA32, 1, term);
    });
    return ball;
  },
  relations: [
    {
      name: 'summands exchanged',
      derive: (c) => ({ case: { ...c, inputs: [...c.inputs].reverse() }, expect: (y) => y }),
    },
  ],
  shrink: (c) => (c.tokens === 1 ? [] : Array.from({ length: c.tokens }, (_, t) => oneToken(c, t))),
  outside: (c) => [
    {
      what: 'second input one element short',
      case: { ...c, inputs: [c.inputs[0] as Float32Array, (c.inputs[1] as Float32Array).slice(1)] },
    },
    { what: 'one input', case: { ...c, inputs: [c.inputs[0] as Float32Array] } },
  ],
};

function makeCase(rng: Rng, tokens: number, inputs: readonly Float32Array[]): Case {
  return { kind: 'add', attrs: {}, tokens, past: 0, inputs, weights: [], seed: rng.uint32() };
}

function oneToken(c: Case, t: number): Case {
  return { ...c, tokens: 1, inputs: c.inputs.map((x) => rowOf(x, t, x.length / c.tokens).slice()) };
}
