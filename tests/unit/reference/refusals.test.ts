/** What the reference says to what it cannot do, in full: expected, found, where. And what it says of itself. */
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors.ts';
import type { OpCase, Session, WeightData } from '../../../src/engine/engine.ts';
import { OP_KINDS } from '../../../src/model/ops/kinds.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { attention } from '../../../src/reference/ops/attention.ts';
import { input, weight, type OpInputs } from '../../../src/reference/ops/context.ts';
import { multiplyHere } from '../../../src/reference/product/sliceProduct.ts';
import { QUANT_FORMATS } from '../../../src/reference/quant/formats.ts';
import { TINY_VOCAB } from '../../../src/generate/tinyLlama.ts';
import { openTiny } from '../../support/tinyModel.ts';

/** `code: message` of what is thrown, or `none`. */
async function saidBy(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'none';
  } catch (error) {
    if (error instanceof EngineError) return `${error.code}: ${error.message}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

async function open(nCtx = 4): Promise<Session> {
  const { program, weights } = openTiny();
  return referenceEngine.load(program, weights, { nCtx });
}

const f32 = (rows: number, cols: number, ...values: readonly number[]): WeightData => {
  return { type: 'F32', rows, cols, bytes: new Uint8Array(Float32Array.from(values).buffer) };
};

const runCase = (c: object): Promise<unknown> =>
  referenceEngine.runOp({ past: 0, inputs: [], weights: [], seed: 0, ...c } as unknown as OpCase);

describe('a session of the reference', () => {
  const step = async (...ids: readonly number[]): Promise<string> => {
    const session = await open();
    await session.step(Int32Array.of(1, 2), { logits: 'last' });
    return saidBy(() => session.step(Int32Array.from(ids), { logits: 'last' }));
  };

  it('says what is wrong with the tokens of a step', async () => {
    expect(await step()).toBe('step/empty: expected at least one token, found none');
    expect(await step(1, 2, 3)).toBe(
      'step/context-full: expected room for 3 tokens, found that 2 of 4 positions are free',
    );
    const range = `expected token ids from 0 to ${String(TINY_VOCAB - 1)}`;
    expect(await step(0, TINY_VOCAB)).toBe(`step/token-range: ${range}, found ${String(TINY_VOCAB)} at place 1`);
    expect(await step(-1)).toBe(`step/token-range: ${range}, found -1 at place 0`);
  });

  it('takes the first and the last id, and as many tokens as there is room for', async () => {
    expect(await step(0, TINY_VOCAB - 1)).toBe('none');
  });

  it.each([-1, 0.5, 3, NaN])('refuses to truncate to %s', async (past) => {
    const session = await open();
    await session.step(Int32Array.of(1, 2), { logits: 'last' });
    const said = await saidBy(() => {
      session.truncate(past);
    });
    expect(said).toBe(`step/truncate: truncate: expected a position from 0 to 2, found ${String(past)}`);
  });

  it.each([0, 1, 2])('truncates to %s of two positions', async (past) => {
    const session = await open();
    await session.step(Int32Array.of(1, 2), { logits: 'last' });
    session.truncate(past);
    expect(session.past).toBe(past);
  });

  it('says how much memory it has', async () => {
    const { program } = openTiny();
    const bytes = [...program.weights.values()].map((w) => w.bytes);
    const caches = program.caches.map(({ nHeadKv, headDim }) => 2 * 4 * nHeadKv * headDim * 8);
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    const usage = (await open()).memory();
    expect(usage).toMatchObject({ weightBytes: sum(bytes), cacheBytes: sum(caches) });
    expect(usage.weightBytes).toBeGreaterThan(1000);
  });
});

describe('the reference', () => {
  it('says that it does every op over every type', () => {
    const { engine, version, device, sessions, ops } = referenceEngine.describe();
    expect([engine, version, device, sessions]).toEqual(['reference', '1', 'float64', true]);
    expect(new Set(ops.map(({ kind }) => kind))).toEqual(new Set(OP_KINDS));
    const typesOf = (wanted: string): readonly string[] =>
      ops.filter(({ kind }) => kind === wanted).map(({ type }) => type);
    expect(typesOf('linear')).toEqual([...QUANT_FORMATS.keys()]);
    expect(typesOf('add')).toEqual(['-']);
    expect(ops[0]).toMatchObject({ contract: `${ops[0]!.kind}/f64@1`, kernel: `${ops[0]!.kind}.reference` });
  });

  it('says which weights it cannot read', async () => {
    const linear = (w: WeightData): Promise<string> =>
      saidBy(() => runCase({ kind: 'linear', attrs: {}, tokens: 1, inputs: [new Float32Array(w.cols)], weights: [w] }));
    expect(await linear({ type: 'Q4_2', rows: 1, cols: 32, bytes: new Uint8Array(8) })).toMatch(
      /^op\/unsupported: reference: expected a weight of type F32, F16, .*, found Q4_2/,
    );
    expect(await linear({ type: 'Q8_0', rows: 1, cols: 33, bytes: new Uint8Array(34) })).toMatch(
      /^op\/argument: .*Q8_0 \(1, 33\)/,
    );
    // Two halves of a block make 34 bytes, but a row is no whole block.
    expect(await linear({ type: 'Q8_0', rows: 2, cols: 16, bytes: new Uint8Array(34) })).toMatch(
      /^op\/argument: .*Q8_0 \(2, 16\)/,
    );
    expect(await linear({ type: 'F32', rows: 2, cols: 3, bytes: new Uint8Array(20) })).toMatch(
      /^op\/argument: .*F32 \(2, 3\).*24 bytes, found 20/,
    );
  });

  it('names its kernel', async () => {
    const result = await runCase({
      kind: 'embed',
      attrs: {},
      tokens: 1,
      tokenIds: Int32Array.of(0),
      weights: [f32(1, 1, 7)],
    });
    expect(result).toMatchObject({ kernel: 'embed.reference', output: Float64Array.of(7) });
  });

  it.each([-1, 2, 3])('refuses to embed id %s of two', async (id) => {
    const weights = [f32(2, 2, 1, 2, 3, 4)];
    const said = await saidBy(() =>
      runCase({ kind: 'embed', attrs: {}, tokens: 2, tokenIds: Int32Array.of(1, id), weights }),
    );
    expect(said).toBe(`step/token-range: expected a token id from 0 to 1, found ${String(id)} at place 1`);
  });

  it('refuses a position that was not learned', async () => {
    const c = { kind: 'positions', attrs: {}, tokens: 2, inputs: [new Float32Array(2)], weights: [f32(3, 1, 1, 2, 3)] };
    expect(await saidBy(() => runCase({ ...c, past: 1 }))).toBe('none');
    expect(await saidBy(() => runCase({ ...c, past: 2 }))).toBe(
      'step/context-full: expected positions below the 3 that were learned, found a step to position 3',
    );
  });

  it('refuses attention over a past that it was not given', async () => {
    const attrs = { nHead: 1, nHeadKv: 1, headDim: 2, scale: 1, cache: 0 };
    const c = { kind: 'attention', attrs, tokens: 1, inputs: [1, 2, 3].map(() => new Float32Array(2)) };
    const expected = 'op/argument: attention: expected past keys and values of 2 positions, found';
    expect(await saidBy(() => runCase({ ...c, past: 2 }))).toBe(`${expected} 0 elements`);
    const pastK = new Float32Array(4);
    expect(await saidBy(() => runCase({ ...c, past: 2, pastK, pastV: new Float32Array(3) }))).toBe(
      `${expected} 3 elements`,
    );
    expect(await saidBy(() => runCase({ ...c, past: 2, pastK, pastV: pastK }))).toBe('none');
  });

  it('refuses attention without a cache that is large enough', async () => {
    const attrs = { nHead: 2, nHeadKv: 2, headDim: 2, scale: 1, cache: 0 };
    const step = (capacity: number): OpInputs => {
      const [k, v] = [new Float64Array(capacity * 4), new Float64Array(capacity * 4)];
      const inputs = [1, 2, 3].map(() => new Float64Array(8));
      return {
        tokens: 2,
        past: 1,
        tokenIds: new Int32Array(0),
        inputs,
        weights: [],
        caches: [{ k, v }],
        multiply: multiplyHere,
      };
    };
    const expected = 'step/context-full: expected a cache of at least 3 positions, found fewer';
    expect(await saidBy(() => attention(attrs, step(3)))).toBe('none');
    expect(await saidBy(() => attention(attrs, step(2)))).toBe(expected);
    expect(await saidBy(() => attention(attrs, { ...step(3), caches: [] }))).toBe(expected);
  });

  it('says which input or weight a caller forgot', async () => {
    const nothing: OpInputs = {
      tokens: 1,
      past: 0,
      tokenIds: new Int32Array(0),
      inputs: [],
      weights: [],
      caches: [],
      multiply: multiplyHere,
    };
    expect(await saidBy(() => input(nothing, 1))).toBe('RangeError: expected input 1, found 0 inputs');
    expect(await saidBy(() => weight(nothing, 0))).toBe('RangeError: expected weight 0, found 0 weights');
  });

  it('routes each token by its own logits, groups by their two best', async () => {
    const attrs = { gate: 'softmax_after_top_k', nUsed: 1, normalise: false, factor: 1, groups: 2, groupsUsed: 1 };
    // The second token's groups: 1 + 2 against 5 − 9 by the two best; by the first in order it would be the other.
    const inputs = [Float32Array.of(9, 1, 0, 0, 0, 0, 1, -4, 2, -9, 5, -9)];
    expect(await runCase({ kind: 'route', attrs, tokens: 2, inputs })).toMatchObject({
      output: Float64Array.of(0, 1, 2, 1),
    });
  });
});
