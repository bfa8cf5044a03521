import { describe, expect, it } from 'vitest';
import type { EngineError } from '../../../src/core/errors.ts';
import type { Session } from '../../../src/engine/engine.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { FileWeights } from '../../../src/residency/fileWeights.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { tinyLlama, TINY_VOCAB } from '../../../src/generate/tinyLlama.ts';
import { openTiny, parsedFile } from '../../support/tinyModel.ts';

const TOKENS = Int32Array.of(5, 17, 200, 3, 42);

async function open(nCtx = 16): Promise<Session> {
  const { program, weights } = openTiny();
  return referenceEngine.load(program, weights, { nCtx });
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'none',
    (error: unknown) => (error as EngineError).code,
  );
}

describe('a session of the reference', () => {
  it('gives the same logits token by token as in one batch', async () => {
    const batch = await (await open()).step(TOKENS, { logits: 'all' });
    const session = await open();
    for (let t = 0; t < TOKENS.length; t++) {
      const row = await session.step(TOKENS.subarray(t, t + 1), { logits: 'last' });
      expect([...row]).toEqual([...batch.subarray(t * TINY_VOCAB, (t + 1) * TINY_VOCAB)]);
    }
    expect(session.past).toBe(TOKENS.length);
  });

  it('gives the last row alone when only that is asked for', async () => {
    const all = await (await open()).step(TOKENS, { logits: 'all' });
    const last = await (await open()).step(TOKENS, { logits: 'last' });
    expect([...last]).toEqual([...all.subarray(all.length - TINY_VOCAB)]);
  });

  it('repeats itself after truncation', async () => {
    const session = await open();
    await session.step(TOKENS.subarray(0, 2), { logits: 'last' });
    const first = await session.step(TOKENS.subarray(2), { logits: 'last' });
    session.truncate(2);
    expect([...(await session.step(TOKENS.subarray(2), { logits: 'last' }))]).toEqual([...first]);
  });

  it('shows every op’s output in order', async () => {
    const { program } = openTiny();
    const seen: number[] = [];
    await (
      await open()
    ).trace(TOKENS, (index, output) => {
      seen.push(index);
      expect(output.length % TOKENS.length).toBe(0);
    });
    expect(seen).toEqual(program.ops.map((op) => op.index));
  });

  it.each([
    ['no tokens', Int32Array.of(), 'step/empty'],
    ['a token past the vocabulary', Int32Array.of(TINY_VOCAB), 'step/token-range'],
    ['a negative token', Int32Array.of(-1), 'step/token-range'],
    ['more tokens than the context holds', new Int32Array(17), 'step/context-full'],
  ])('refuses %s', async (_what, tokens, code) => {
    expect(await codeOf((await open()).step(tokens, { logits: 'last' }))).toBe(code);
  });

  it('refuses to truncate to a position it has not reached', async () => {
    const session = await open();
    expect(() => {
      session.truncate(1);
    }).toThrow(/expected a position from 0 to 0, found 1/);
  });

  it('names the op where a value that is not finite first appeared, and keeps its place', async () => {
    const model = tinyLlama();
    const poisoned = Float32Array.from({ length: 32 }, () => 1);
    poisoned[3] = NaN;
    const tensors = model.tensors.map((t) =>
      t.name === 'blk.1.ffn_norm.weight' ? { ...t, type: tensorType('F32'), data: new Uint8Array(poisoned.buffer) } : t,
    );
    const source = bufferSource(writeGguf({ ...model, tensors }));
    const file = parsedFile(source);
    const program = buildProgram(file).program!;
    const session = await referenceEngine.load(program, new FileWeights(file, program, source), { nCtx: 8 });
    const error = await session.step(TOKENS, { logits: 'last' }).catch((e: unknown) => e as EngineError);
    expect(error).toMatchObject({ code: 'step/non-finite', path: 'blk.1.ffn_norm' });
    expect(session.past).toBe(0);
  });
});
