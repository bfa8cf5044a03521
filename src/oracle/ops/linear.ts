/**
 * linear: y = W x + b. Bounds: docs/contracts.md. With f32 operands every product of scale, quant and activation and every
 * sum is rounded: γ over Σ (|scale·quant| + |min|)·|x|. With 8-bit operands the quantisation is emulated, the integer dot
 * products are exact, and γ runs over one term a block.
 */
import type { NumericContract } from '../../engine/contract.ts';
import type { OpCaseOf, WeightData } from '../../engine/engine.ts';
import type { Rng } from '../../core/rng.ts';
import { emptyBall, setBall, type Ball } from '../ball.ts';
import { decodeWeight, elementOf, type DecodedWeight } from '../blocks/decode.ts';
import { blockSizeOf, encodeWeight, type BlockParts } from '../blocks/encode.ts';
import { ETA32, gamma, probabilisticShare, U32 } from '../rounding.ts';
import type { OpOracle, Relation } from './opOracle.ts';
import { quantiseRow } from './q8.ts';
import { activations, latticeActivations, permutation, permuteRows, rowOf, sizeAround } from './values.ts';

type Case = OpCaseOf<'linear'>;

/** Roundings of a term beyond the accumulation: scale·quant, ·x or ·d, min·sum, and their sum. */
const TERM_ROUNDINGS = 4;

export const linear: OpOracle<'linear'> = {
  kind: 'linear',
  generate: (rng, type, contract) => {
    const [rows, cols, tokens] = shape(rng, type, contract);
    const w = encodeWeight(type, rows, cols, (block) => nastyBlock(rng, type, block));
    const x = activations(rng, tokens, cols, contract.domain.maxAbsInput);
    // No larger than the products: a bias that drowns them would hide one left out.
    const size = x.reduce((most, v) => Math.max(most, Math.abs(v)), 0) / 256;
    return makeCase(rng, [w, ...withBias(rng, rows, () => rng.normal() * size)], x, tokens);
  },
  lattice: (rng, type, contract) => {
    const [rows, cols, tokens] = shape(rng, type, contract);
    const w = encodeWeight(type, rows, cols, () => latticeBlock(rng, type));
    const bias = withBias(rng, rows, () => rng.int(-64, 64));
    return makeCase(rng, [w, ...bias], latticeActivations(rng, tokens, cols), tokens);
  },
  ball: (c, contract, mid) => (contract.operand.kind === 'q8_1' ? quantisedBall(c, contract) : floatBall(c, mid)),
  relations: [permutedRows(), scaledInput(), separateTokens(), zeroInput()],
  shrink,
  outside,
};

function makeCase(rng: Rng, weights: readonly WeightData[], x: Float32Array, tokens: number): Case {
  return { kind: 'linear', attrs: {}, tokens, past: 0, inputs: [x], weights, seed: rng.uint32() };
}

/** A bias for every third case. */
function withBias(rng: Rng, rows: number, value: () => number): readonly WeightData[] {
  if (rng.uint32() % 3 !== 0) return [];
  return [encodeWeight('F32', 1, rows, () => ({ scale: 1, min: 0, quant: value }))];
}

/** (rows, cols, tokens) around the tiles of rows, warps and unrolled blocks. */
function shape(rng: Rng, type: string, contract: NumericContract): readonly [number, number, number] {
  const block = Math.max(blockSizeOf(type), contract.domain.colsMultiple);
  const cols = block === 1 ? sizeAround(rng, [1, 8, 32, 64, 256], 300) : block * sizeAround(rng, [1, 4, 8, 18, 32], 48);
  return [sizeAround(rng, [1, 4, 8, 32], 40), cols, rng.pick([1, 1, 2, 3, 7])];
}

/** Arbitrary bytes as quants, scales from subnormal to large, sometimes zero. */
function nastyBlock(rng: Rng, type: string, block: number): BlockParts {
  const style = rng.int(0, 9);
  const magnitude = style === 0 ? 2 ** -24 : style === 1 ? 0 : style === 2 ? 1000 : 2 ** rng.int(-8, -3);
  const sign = rng.pick([-1, 1]);
  const isFloat = blockSizeOf(type) === 1;
  return {
    scale: isFloat ? 1 : sign * magnitude * (1 + rng.float64()),
    min: isFloat || block % 5 === 4 ? 0 : rng.normal() * magnitude * 4,
    quant: () => (isFloat ? rng.normal() : rng.int(-128, 127)),
  };
}

/** Power-of-two scales and small quants: sums stay under 2^24 units for every shape that is generated. */
function latticeBlock(rng: Rng, type: string): BlockParts {
  const isFloat = blockSizeOf(type) === 1;
  return {
    scale: isFloat ? 1 : rng.pick([0.5, 1, 2]) * rng.pick([-1, 1]),
    min: isFloat ? 0 : rng.pick([-1, -0.5, 0, 0.5, 1]),
    quant: () => (isFloat ? rng.int(-8, 8) : rng.int(-15, 15)),
  };
}

function floatBall(c: Case, mid: Float64Array): Ball {
  const w = decodeWeight(c.weights[0] as WeightData);
  const bias = c.weights[1] && decodeWeight(c.weights[1]);
  const ball = emptyBall(mid.length);
  const roundings = w.cols + TERM_ROUNDINGS + (bias ? 1 : 0);
  const share = probabilisticShare(roundings);
  for (let t = 0; t < c.tokens; t++) {
    const x = rowOf(c.inputs[0] as Float32Array, t, w.cols);
    for (let r = 0; r < w.rows; r++) {
      const { magnitude, term } = magnitudeOf(w, r, x);
      const all = magnitude + Math.abs(bias ? elementOf(bias, 0, r) : 0);
      const i = t * w.rows + r;
      const y = mid[i] as number;
      setBall(ball, i, y, gamma(roundings) * all + U32 * Math.abs(y) + w.cols * ETA32, share, term);
    }
  }
  return ball;
}

/** Σ (|scale·quant| + |min|)·|x| of a row, and its greatest single |w·x|. */
function magnitudeOf(
  w: DecodedWeight,
  row: number,
  x: Float32Array,
): { readonly magnitude: number; readonly term: number } {
  let magnitude = 0;
  let term = 0;
  for (let c = 0; c < w.cols; c++) {
    const i = row * w.cols + c;
    const block = Math.floor(i / w.blockSize);
    const product = (w.scale[block] as number) * (w.quant[i] as number);
    const min = w.min[block] as number;
    const size = Math.abs(x[c] as number);
    magnitude += (Math.abs(product) + Math.abs(min)) * size;
    term = Math.max(term, Math.abs(product + min) * size);
  }
  return { magnitude, term };
}

function quantisedBall(c: Case, contract: NumericContract): Ball {
  const w = decodeWeight(c.weights[0] as WeightData);
  const bias = c.weights[1] && decodeWeight(c.weights[1]);
  const ball = emptyBall(c.tokens * w.rows);
  for (let t = 0; t < c.tokens; t++) {
    const q = quantiseRow(rowOf(c.inputs[0] as Float32Array, t, w.cols), contract);
    for (let r = 0; r < w.rows; r++) quantisedElement(w, r, q, bias ? elementOf(bias, 0, r) : 0, ball, t * w.rows + r);
  }
  return ball;
}

/** Row `r` against one quantised token: γ over blocks, plus what each tie may legally move. */
function quantisedElement(
  w: DecodedWeight,
  r: number,
  q: ReturnType<typeof quantiseRow>,
  bias: number,
  ball: Ball,
  at: number,
): void {
  const nBlocks = w.cols / w.blockSize;
  let mid = bias;
  let magnitude = Math.abs(bias);
  let ties = 0;
  let term = 0;
  for (let b = 0; b < nBlocks; b++) {
    const wb = r * nBlocks + b;
    const scale = w.scale[wb] as number;
    const min = w.min[wb] as number;
    const d = q.scale[b] as number;
    let isum = 0;
    let sum = 0;
    for (let j = b * w.blockSize; j < (b + 1) * w.blockSize; j++) {
      const quant = w.quant[r * w.cols + j] as number;
      const activation = q.quant[j] as number;
      isum += quant * activation;
      sum += activation;
      const weight = Math.abs(scale * quant) + Math.abs(min);
      if (q.tie[j]) ties += weight * d;
      term = Math.max(term, Math.abs(scale * quant + min) * d * Math.abs(activation));
    }
    mid += scale * d * isum + min * d * sum;
    magnitude += Math.abs(scale * d * isum) + Math.abs(min * d * sum);
  }
  const roundings = nBlocks + TERM_ROUNDINGS + 1;
  const exact = magnitude * 2 ** -50;
  const rad = gamma(roundings) * magnitude + exact + ties + U32 * Math.abs(mid) + w.cols * ETA32;
  setBall(ball, at, mid, rad, ties > 0 ? 1 : probabilisticShare(roundings), term);
}

/** Rows of W in another order give the same outputs in that order, bit for bit: no row knows its neighbours. */
function permutedRows(): Relation<'linear'> {
  return {
    name: 'rows permuted',
    derive: (c, rng) => {
      const w = c.weights[0] as WeightData;
      const order = permutation(rng, w.rows);
      const bytes = permuteRows(w.bytes, order, w.bytes.length / w.rows);
      if (c.weights.length > 1) return null;
      return {
        case: { ...c, weights: [{ ...w, bytes }] },
        expect: (y) => eachToken(y, c.tokens, (row) => row.map((_, i) => row[order[i] as number] as number)),
      };
    },
  };
}

/** x · 2 gives y · 2 exactly: every rounding scales with it, short of underflow and overflow. */
function scaledInput(): Relation<'linear'> {
  return {
    name: 'input times 2',
    derive: (c) => {
      const x = c.inputs[0] as Float32Array;
      const ordinary = x.every((v) => v === 0 || (Math.abs(v) > 2 ** -20 && Math.abs(v) < 2 ** 30));
      if (c.weights.length > 1 || !ordinary || !c.weights[0]?.type.startsWith('Q')) return null;
      return { case: { ...c, inputs: [x.map((v) => v * 2)] }, expect: (y) => y.map((v) => v * 2) };
    },
  };
}

/** The last token alone gives its row of the batch, bit for bit. */
function separateTokens(): Relation<'linear'> {
  return {
    name: 'token alone',
    derive: (c) => {
      if (c.tokens === 1) return null;
      const cols = (c.weights[0] as WeightData).cols;
      const x = rowOf(c.inputs[0] as Float32Array, c.tokens - 1, cols).slice();
      return { case: { ...c, tokens: 1, inputs: [x] }, expect: (y) => y.slice(y.length - y.length / c.tokens) };
    },
  };
}

/** Zero activations give the bias, or zero. */
function zeroInput(): Relation<'linear'> {
  return {
    name: 'zero input',
    derive: (c) => {
      if (c.weights.length > 1) return null;
      const x = new Float32Array((c.inputs[0] as Float32Array).length);
      return { case: { ...c, inputs: [x] }, expect: (y) => y.map(() => 0) };
    },
  };
}

function eachToken(y: Float64Array, tokens: number, f: (row: Float64Array) => Float64Array): Float64Array {
  const width = y.length / tokens;
  const out = new Float64Array(y.length);
  for (let t = 0; t < tokens; t++) out.set(f(rowOf(y, t, width)), t * width);
  return out;
}

/** One token, one row, fewer columns; then values toward zero. */
function shrink(c: Case): readonly Case[] {
  const w = c.weights[0] as WeightData;
  const x = c.inputs[0] as Float32Array;
  const smaller: Case[] = [];
  for (let t = 0; c.tokens > 1 && t < c.tokens; t++)
    smaller.push({ ...c, tokens: 1, inputs: [rowOf(x, t, w.cols).slice()] });
  const halves = (n: number): readonly (readonly [number, number])[] => [
    [0, Math.floor(n / 2)],
    [Math.floor(n / 2), n],
  ];
  if (w.rows > 1) for (const [a, b] of halves(w.rows)) smaller.push({ ...c, weights: sliceRows(c.weights, a, b) });
  if (c.tokens === 1 && w.rows === 1) {
    for (let at = 0; at < w.cols; at += 32) {
      const zeroed = x.slice().fill(0, at, at + 32);
      if (zeroed.some((v, i) => v !== x[i])) smaller.push({ ...c, inputs: [zeroed] });
    }
  }
  return smaller;
}

function sliceRows(weights: readonly WeightData[], from: number, to: number): readonly WeightData[] {
  return weights.map((w, i) => {
    const unit = w.bytes.length / (i === 0 ? w.rows : w.cols);
    const bytes = w.bytes.slice(from * unit, to * unit);
    return i === 0 ? { ...w, rows: to - from, bytes } : { ...w, cols: to - from, bytes };
  });
}

function outside(c: Case): readonly { readonly what: string; readonly case: Case }[] {
  const w = c.weights[0] as WeightData;
  const x = c.inputs[0] as Float32Array;
  return [
    { what: 'input one element short', case: { ...c, inputs: [x.slice(1)] } },
    { what: 'weight one byte short', case: { ...c, weights: [{ ...w, bytes: w.bytes.slice(1) }] } },
    { what: 'weight one byte long', case: { ...c, weights: [{ ...w, bytes: new Uint8Array(w.bytes.length + 1) }] } },
    { what: 'no tokens', case: { ...c, tokens: 0, inputs: [new Float32Array(0)] } },
  ];
}
