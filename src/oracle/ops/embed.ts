/** embed: rows of a table, each element rounded at most twice. */
import type { OpCaseOf, WeightData } from '../../engine/engine.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { decodeWeight } from '../blocks/decode.ts';
import { blockSizeOf, encodeWeight } from '../blocks/encode.ts';
import { ETA32, U32 } from '../rounding.ts';
import type { OpOracle } from './opOracle.ts';

type Case = OpCaseOf<'embed'>;

const MAX_ROWS = 40;

export const embed: OpOracle<'embed'> = {
  kind: 'embed',
  generate: (rng, type) => {
    const isFloat = blockSizeOf(type) === 1;
    return makeCase(
      rng.uint32(),
      type,
      rng.int(1, MAX_ROWS),
      rng.int(1, 5),
      () => rng.int(0, 2 ** 31 - 1),
      () => ({
        scale: isFloat ? 1 : rng.normal() * 2 ** rng.int(-12, 2),
        min: isFloat ? 0 : rng.normal(),
        // Floats down to 2⁻²⁰: subnormal in binary16.
        quant: () => (isFloat ? rng.normal() * 2 ** rng.int(-20, 2) : rng.int(-128, 127)),
      }),
    );
  },
  lattice: (rng, type) =>
    makeCase(
      rng.uint32(),
      type,
      rng.int(1, MAX_ROWS),
      rng.int(1, 5),
      () => rng.int(0, 2 ** 31 - 1),
      () => ({
        scale: rng.pick([0.5, 1, 2]),
        min: blockSizeOf(type) === 1 ? 0 : rng.int(-8, 8),
        quant: () => rng.int(-15, 15),
      }),
    ),
  ball,
  relations: [
    {
      name: 'tokens reversed',
      derive: (c) => {
        const width = (c.weights[0] as WeightData).cols;
        return {
          case: { ...c, tokenIds: (c.tokenIds as Int32Array).slice().reverse() },
          expect: (y) => y.map((_, i) => y[(c.tokens - 1 - Math.floor(i / width)) * width + (i % width)] as number),
        };
      },
    },
  ],
  shrink: (c) =>
    c.tokens === 1
      ? []
      : Array.from(c.tokenIds as Int32Array, (id) => ({ ...c, tokens: 1, tokenIds: Int32Array.of(id) })),
  outside: (c) => {
    const rows = (c.weights[0] as WeightData).rows;
    return [
      { what: 'token id past the table', case: { ...c, tokenIds: new Int32Array(c.tokens).fill(rows) } },
      { what: 'negative token id', case: { ...c, tokenIds: new Int32Array(c.tokens).fill(-1) } },
    ];
  },
};

function makeCase(
  seed: number,
  type: string,
  rows: number,
  blocks: number,
  id: () => number,
  parts: Parameters<typeof encodeWeight>[3],
): Case {
  const tokenIds = Int32Array.from({ length: 1 + (seed % 7) }, () => id() % rows);
  const table = encodeWeight(type, rows, blocks * Math.max(blockSizeOf(type), 8), parts);
  return { kind: 'embed', attrs: {}, tokens: tokenIds.length, past: 0, tokenIds, inputs: [], weights: [table], seed };
}

function ball(c: Case, _contract: unknown, mid: Float64Array): Ball {
  const w = decodeWeight(c.weights[0] as WeightData);
  const ball = emptyBall(mid.length);
  for (let t = 0; t < c.tokens; t++) {
    for (let col = 0; col < w.cols; col++) {
      const at = (c.tokenIds?.[t] ?? 0) * w.cols + col;
      const block = Math.floor(at / w.blockSize);
      const product = Math.abs((w.scale[block] as number) * (w.quant[at] as number));
      const size = product + Math.abs(w.min[block] as number);
      const y = mid[t * w.cols + col] as number;
      setBall(ball, t * w.cols + col, y, 2 * U32 * size + ETA32, 1, size);
    }
  }
  return ball;
}
