/** What ff_run_op refuses before a kernel runs. Calls go to the addon itself: the engine would not make them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { OpCase } from '../../../src/engine/engine.ts';
import { encodeFfp1 } from '../../../src/model/ffp1.ts';
import { opProgram } from '../../../src/native/opProgram.ts';
import { nativeCode } from '../../../src/native/status.ts';
import { CPU_ENGINES, describeNative, openEngine, openRaw } from '../../support/native.ts';
import { floats, FORMATS, randomWeight } from './weights.ts';

/** The arguments of `runOp` after the library, by name. */
interface RawCase {
  program: Uint8Array;
  tokens: number;
  past: number;
  inputs: (Float32Array | Int32Array)[];
  weights: Uint8Array[];
  pastK: Float32Array;
  pastV: Float32Array;
  output: Float32Array;
}

const rng = new Rng(3);
const none = new Float32Array(0);
const base = { past: 0, seed: 3, inputs: [], weights: [] };
const COLS = 32;

const linear: OpCase = {
  ...base,
  kind: 'linear',
  attrs: {},
  tokens: 2,
  inputs: [floats(rng, 2 * COLS)],
  weights: [randomWeight(rng, 'F32', 3, COLS), randomWeight(rng, 'F32', 1, 3)],
};
const embed: OpCase = {
  ...base,
  kind: 'embed',
  attrs: {},
  tokens: 2,
  tokenIds: Int32Array.of(0, 4),
  weights: [randomWeight(rng, 'Q8_0', 5, COLS)],
};
const attention: OpCase = {
  ...base,
  kind: 'attention',
  attrs: { nHead: 2, nHeadKv: 1, headDim: 4, scale: 0.5, cache: 0 },
  tokens: 2,
  past: 3,
  inputs: [floats(rng, 16), floats(rng, 8), floats(rng, 8)],
  pastK: floats(rng, 12),
  pastV: floats(rng, 12),
};

/** Fresh copies of everything: a test may change what it likes. */
function raw(opCase: OpCase): RawCase {
  const program = opProgram(opCase);
  const width = program.values.at(-1)?.shape[1] as number;
  return {
    program: encodeFfp1(program),
    tokens: opCase.tokens,
    past: opCase.past,
    inputs: opCase.kind === 'embed' ? [Int32Array.from(opCase.tokenIds ?? [])] : opCase.inputs.map((x) => x.slice()),
    weights: opCase.weights.map(({ bytes }) => bytes.slice()),
    pastK: opCase.pastK?.slice() ?? none,
    pastV: opCase.pastV?.slice() ?? none,
    output: new Float32Array(opCase.tokens * width),
  };
}

/** A view of the same length one element on, so that it ends beyond where it should, or starts off its alignment. */
function misaligned(bytes: Uint8Array): Uint8Array {
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  return shifted.subarray(1);
}

type Change = readonly [what: string, opCase: OpCase, change: (c: RawCase) => void, code: string];

// prettier-ignore
const CHANGES: readonly Change[] = [
  ['no tokens', linear, (c) => { c.tokens = 0; }, 'FF_E_ARGUMENT'],
  ['more tokens than there may be', linear, (c) => { c.tokens = 2 ** 20 + 1; }, 'FF_E_ARGUMENT'],
  ['2^32 − 1 tokens', linear, (c) => { c.tokens = 0xffffffff; }, 'FF_E_ARGUMENT'],
  ['more positions than there may be', linear, (c) => { c.past = 2 ** 24; }, 'FF_E_ARGUMENT'],
  ['2^32 − 1 positions', linear, (c) => { c.past = 0xffffffff; }, 'FF_E_ARGUMENT'],
  ['no input', linear, (c) => { c.inputs = []; }, 'FF_E_ARGUMENT'],
  ['an input too many', linear, (c) => { c.inputs.push(none); }, 'FF_E_ARGUMENT'],
  ['nine inputs', linear, (c) => { c.inputs = new Array<Float32Array>(9).fill(none); }, 'FF_E_ARGUMENT'],
  ['no weights', linear, (c) => { c.weights = []; }, 'FF_E_ARGUMENT'],
  ['a weight too many', linear, (c) => { c.weights.push(new Uint8Array(0)); }, 'FF_E_ARGUMENT'],
  ['a Program that is none', linear, (c) => { c.program = c.program.subarray(1); }, 'FF_E_PROGRAM'],
  ['one token more than the inputs hold', linear, (c) => { c.tokens = 3; }, 'FF_E_EXTENT'],
  ['an input one element short', linear, (c) => { c.inputs[0] = c.inputs[0]?.subarray(1) ?? none; }, 'FF_E_EXTENT'],
  ['an input one element long', linear, (c) => { c.inputs[0] = new Float32Array(2 * COLS + 1); }, 'FF_E_EXTENT'],
  ['an empty input', linear, (c) => { c.inputs[0] = none; }, 'FF_E_EXTENT'],
  ['a weight one byte short', linear, (c) => { c.weights[0] = c.weights[0]?.subarray(0, -1) ?? new Uint8Array(0); }, 'FF_E_EXTENT'],
  ['a weight one byte long', linear, (c) => { c.weights[0] = new Uint8Array(3 * COLS * 4 + 1); }, 'FF_E_EXTENT'],
  ['an empty bias', linear, (c) => { c.weights[1] = new Uint8Array(0); }, 'FF_E_EXTENT'],
  ['an output one element short', linear, (c) => { c.output = c.output.subarray(1); }, 'FF_E_EXTENT'],
  ['an output one element long', linear, (c) => { c.output = new Float32Array(7); }, 'FF_E_EXTENT'],
  ['an empty output', linear, (c) => { c.output = none; }, 'FF_E_EXTENT'],
  ['a past that the op does not take', linear, (c) => { c.pastK = new Float32Array(1); }, 'FF_E_EXTENT'],
  ['one token id short', embed, (c) => { c.inputs[0] = Int32Array.of(1); }, 'FF_E_EXTENT'],
  ['past keys one element short', attention, (c) => { c.pastK = c.pastK.subarray(1); }, 'FF_E_EXTENT'],
  ['past values one element long', attention, (c) => { c.pastV = new Float32Array(13); }, 'FF_E_EXTENT'],
  ['no past keys', attention, (c) => { c.pastK = none; }, 'FF_E_EXTENT'],
  ['one position more than the past holds', attention, (c) => { c.past = 4; }, 'FF_E_EXTENT'],
  ['a float32 weight off its alignment', linear, (c) => { c.weights[0] = misaligned(c.weights[0] ?? new Uint8Array(0)); }, 'FF_E_ALIGNMENT'],
  ['an output that is the input', linear, (c) => { c.output = c.inputs[0]?.subarray(0, 6) as Float32Array; }, 'FF_E_ALIAS'],
  ['an output that starts at the last input element', linear, (c) => { const both = new Float32Array(2 * COLS + 5); c.inputs[0] = both.subarray(0, 2 * COLS); c.output = both.subarray(2 * COLS - 1); }, 'FF_E_ALIAS'],
  ['an output inside a weight', linear, (c) => { c.output = new Float32Array(c.weights[0]?.buffer as ArrayBuffer, 4, 6); }, 'FF_E_ALIAS'],
  ['an output inside the bias', linear, (c) => { const both = new Float32Array(8); c.weights[1] = new Uint8Array(both.buffer, 20, 12); c.output = both.subarray(0, 6); }, 'FF_E_ALIAS'],
  ['an output inside the past keys', attention, (c) => { const both = new Float32Array(16); c.pastK = both.subarray(4); c.output = both; }, 'FF_E_ALIAS'],
  ['an output inside the past values', attention, (c) => { const both = new Float32Array(16); c.pastV = both.subarray(0, 12); c.output = both; }, 'FF_E_ALIAS'],
  ['an output inside the Program', linear, (c) => { c.output = new Float32Array(c.program.buffer as ArrayBuffer, 0, 6); }, 'FF_E_ALIAS'],
  ['a negative token id', embed, (c) => { c.inputs[0] = Int32Array.of(0, -1); }, 'FF_E_TOKEN'],
  ['a token id that is the number of rows', embed, (c) => { c.inputs[0] = Int32Array.of(5, 0); }, 'FF_E_TOKEN'],
  ['the greatest token id', embed, (c) => { c.inputs[0] = Int32Array.of(0, 0x7fffffff); }, 'FF_E_TOKEN'],
];

for (const name of CPU_ENGINES) {
  describeNative(`an op case (${name})`, () => {
    const { addon, library } = openRaw(name);
    const run = (c: RawCase): string =>
      addon.runOp(library, c.program, c.tokens, c.past, c.inputs, c.weights, c.pastK, c.pastV, c.output);
    const codeOf = (c: RawCase): string => {
      try {
        return run(c);
      } catch (error) {
        return nativeCode(error) ?? String(error);
      }
    };

    it('runs as it stands', () => {
      for (const opCase of [linear, embed, attention]) expect(codeOf(raw(opCase))).toMatch(/^\w+(\.\w+)+$/);
    });

    it.each(CHANGES)('is refused with %s', (_what, opCase, change, code) => {
      const c = raw(opCase);
      change(c);
      const before = c.output.slice();
      expect(codeOf(c)).toBe(code);
      expect(c.output).toEqual(before);
    });

    it('may have an output next to its inputs', () => {
      const c = raw(linear);
      const all = new Float32Array(6 + 2 * COLS);
      c.output = all.subarray(0, 6);
      c.inputs[0] = all.subarray(6);
      expect(codeOf(c)).toMatch(/^linear\.f32\./);
    });

    it('is refused with a weight type that no kernel takes', async () => {
      const engine = openEngine(name);
      const q4k = { type: 'Q4_K', rows: 1, cols: 256, bytes: new Uint8Array(144) };
      const norm = { kind: 'norm', attrs: { variant: 'rms', eps: 1e-5 }, tokens: 1 } as const;
      const cases: readonly OpCase[] = [
        { ...base, kind: 'linear', attrs: {}, tokens: 1, inputs: [floats(rng, 256)], weights: [q4k] },
        { ...linear, weights: [randomWeight(rng, 'F32', 3, COLS), randomWeight(rng, 'F16', 1, 3)] },
        { ...base, ...norm, inputs: [floats(rng, COLS)], weights: [randomWeight(rng, 'Q8_0', 1, COLS)] },
      ];
      for (const c of cases) await expect(engine.runOp(c)).rejects.toMatchObject({ code: 'op/unsupported' });
    });

    it('is refused by the engine, as EngineError, where its shapes do not fit', async () => {
      const engine = openEngine(name);
      const q8 = randomWeight(rng, 'Q8_0', 2, COLS);
      const cases: readonly OpCase[] = [
        { ...linear, tokens: 0 },
        { ...linear, tokens: 3 },
        { ...linear, tokens: 0.5 },
        { ...linear, weights: [{ ...q8, cols: 33 }] },
        { ...linear, weights: [{ ...q8, rows: -2 }] },
        { ...linear, weights: [{ ...q8, type: 'Q9_9' }] },
        { ...linear, weights: [{ ...q8, bytes: q8.bytes.subarray(1) }] },
        { ...linear, weights: [] },
        { ...attention, attrs: { nHead: 2.5, nHeadKv: 1, headDim: 3.2, scale: 1, cache: 0 } },
        { ...attention, past: -1 },
        { ...embed, tokenIds: Int32Array.of(0, 99) },
      ];
      for (const c of cases)
        await expect(engine.runOp(c)).rejects.toMatchObject({ name: 'EngineError', code: 'op/argument' });
    });

    it('takes any change of its bytes and numbers without a crash', () => {
      const change = fc.record({
        flips: fc.array(fc.tuple(fc.nat(511), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
        tokens: fc.option(fc.oneof(fc.nat(4), fc.integer({ min: 0, max: 0xffffffff })), { nil: undefined }),
        past: fc.option(fc.oneof(fc.nat(4), fc.integer({ min: 0, max: 0xffffffff })), { nil: undefined }),
        input: fc.option(fc.array(fc.float(), { maxLength: 80 }), { nil: undefined }),
        weight: fc.option(fc.uint8Array({ maxLength: 400 }), { nil: undefined }),
        which: fc.constantFrom(linear, embed, attention),
      });
      fc.assert(
        fc.property(change, ({ flips, tokens, past, input, weight, which }) => {
          const c = raw(which);
          for (const [place, xor] of flips)
            c.program[place % c.program.length] = (c.program[place % c.program.length] ?? 0) ^ xor;
          c.tokens = tokens ?? c.tokens;
          c.past = past ?? c.past;
          if (input) c.inputs[0] = which === embed ? Int32Array.from(input) : Float32Array.from(input);
          if (weight) c.weights[0] = weight;
          const outcome = codeOf(c);
          expect(outcome).toMatch(
            /^(FF_E_(ARGUMENT|PROGRAM|EXTENT|TYPE|ALIGNMENT|ALIAS|TOKEN|MEMORY)|(linear|embed|attention)[._a-z0-9]*)$/,
          );
        }),
        { numRuns: 3000 },
      );
    });

    it('takes arbitrary bytes as blocks of every format', async () => {
      const engine = openEngine(name);
      for (const type of FORMATS) {
        const weight = randomWeight(rng, type, 4, 64);
        const bytes = rng.bytes(weight.bytes.slice());
        const opCase: OpCase = {
          ...base,
          kind: 'linear',
          attrs: {},
          tokens: 2,
          inputs: [floats(rng, 128)],
          weights: [{ ...weight, bytes }],
        };
        expect((await engine.runOp(opCase)).hygiene).toMatchObject({ guardsIntact: true });
      }
    });
  });
}
