/**
 * A small engine in float32, written from the contracts and right by intent; `mistake` plants one. The oracle's own positive
 * control: it must pass the sound engine and kill every wrong one, with no native code in sight.
 */
import { EngineError } from '../../src/core/errors.ts';
import type { Engine, OpCase, OpCaseOf, WeightData } from '../../src/engine/engine.ts';
import { decodeWeight, elementOf } from '../../src/oracle/blocks/decode.ts';

export const MISTAKES = [
  'last element dropped',
  'one output wrong by a rounding of bfloat16',
  'rows exchanged',
  'minimum forgotten',
  'sum in float16 steps',
  'epsilon outside the root',
  'mean over n − 1',
  'gain forgotten',
  'stale output',
  'input changed',
  'guard overwritten',
  'outside the domain computed',
  'token looks at its neighbour',
] as const;

export type Mistake = (typeof MISTAKES)[number];

const f = Math.fround;

export function f32Engine(mistake?: Mistake): Engine {
  const is = (m: Mistake): boolean => mistake === m;
  let calls = 0;
  return {
    name: 'f32-test',
    describe: () => ({
      engine: 'f32-test',
      version: '1',
      device: 'js',
      sessions: false,
      ops: [
        { kind: 'linear', type: 'Q4_1', contract: 'linear/f32@1', kernel: 'linear.test' },
        { kind: 'norm', type: 'F32', contract: 'norm/f32@1', kernel: 'norm.test' },
      ],
    }),
    load: () => Promise.reject(new EngineError('load/unsupported', 'only ops')),
    runOp: (c) => {
      calls++;
      if (!is('outside the domain computed')) checkDomain(c);
      const output = c.kind === 'linear' ? linear(c, is) : norm(c as OpCaseOf<'norm'>, is);
      if (is('stale output') && calls % 2 === 0) output[0] = f((output[0] ?? 0) * 1.5 + 1);
      if (is('input changed')) (c.inputs[0] as Float32Array)[0] = 1;
      const kernel = `${c.kind}.test`;
      return Promise.resolve({ output, kernel, hygiene: { guardsIntact: !is('guard overwritten'), unwritten: 0 } });
    },
  };
}

function checkDomain(c: OpCase): void {
  const w = c.weights[0];
  const refuse = (what: string): never => {
    throw new EngineError('op/argument', what);
  };
  if (!w || c.tokens < 1 || c.inputs[0]?.length !== c.tokens * w.cols) refuse('input');
  const expected = w?.type === 'Q4_1' ? (w.rows * w.cols * 20) / 32 : (w?.rows ?? 0) * (w?.cols ?? 0) * 4;
  if (w?.bytes.length !== expected) refuse('weight');
  if (c.kind === 'norm' && !(c.attrs.eps > 0)) refuse('eps');
}

function linear(c: OpCaseOf<'linear'>, is: (m: Mistake) => boolean): Float32Array {
  const w = decodeWeight(c.weights[0] as WeightData);
  const bias = c.weights[1] && decodeWeight(c.weights[1]);
  const x = c.inputs[0] as Float32Array;
  const out = new Float32Array(c.tokens * w.rows);
  for (let t = 0; t < c.tokens; t++) {
    for (let r = 0; r < w.rows; r++) {
      const row = is('rows exchanged') && w.rows > 2 && r < 2 ? 1 - r : r;
      let sum = 0;
      for (let i = 0; i < w.cols - (is('last element dropped') ? 1 : 0); i++) {
        const token = is('token looks at its neighbour') && i === 0 ? Math.max(0, t - 1) : t;
        const block = Math.floor((row * w.cols + i) / w.blockSize);
        const value = is('minimum forgotten') ? elementOf(w, row, i) - (w.min[block] ?? 0) : elementOf(w, row, i);
        sum = f(sum + f(f(value) * (x[token * w.cols + i] ?? 0)));
        if (is('sum in float16 steps')) sum = coarse(sum, 13);
      }
      if (bias) sum = f(sum + elementOf(bias, 0, row));
      out[t * w.rows + r] =
        is('one output wrong by a rounding of bfloat16') && r === w.rows - 1 ? coarse(sum, 16) : sum;
    }
  }
  return out;
}

function norm(c: OpCaseOf<'norm'>, is: (m: Mistake) => boolean): Float32Array {
  const gain = decodeWeight(c.weights[0] as WeightData);
  const x = c.inputs[0] as Float32Array;
  const n = gain.cols;
  return x.map((value, i) => {
    const row = x.subarray(Math.floor(i / n) * n, (Math.floor(i / n) + 1) * n);
    const sum = row.reduce((a, v) => f(a + f(v * v)), 0);
    const mean = f(sum / (is('mean over n − 1') ? n - 1 : n));
    const eps = f(c.attrs.eps);
    const scale = is('epsilon outside the root')
      ? f(1 / f(f(Math.sqrt(mean)) + eps))
      : f(1 / f(Math.sqrt(f(mean + eps))));
    return f(f(value * scale) * (is('gain forgotten') ? 1 : elementOf(gain, 0, i % n)));
  });
}

/** `value` with its lowest `bits` of fraction cut off. */
function coarse(value: number, bits: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer);
  word[0] = ((word[0] as number) >>> bits) << bits;
  return new Float32Array(word.buffer)[0] as number;
}
