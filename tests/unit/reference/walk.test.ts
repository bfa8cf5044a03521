import { describe, expect, it } from 'vitest';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { loadSession } from '../../../src/reference/loadSession.ts';
import { walk } from '../../../src/reference/walk.ts';
import { FileWeights } from '../../../src/residency/fileWeights.ts';

const TOKENS = Int32Array.of(1, 200, 7);
const source = bufferSource(writeGguf(tinyLlama()));
const { file } = parseGguf(source);
const program = buildProgram(file!).program!;
const weights = new FileWeights(file!, program, source);

describe('a walk', () => {
  it('computes what a session computes, to the bit', async () => {
    const session = await loadSession(program, weights, { nCtx: 3, threads: 1 });
    const logits = await session.step(TOKENS, { logits: 'all' });
    await session.close();
    let last = new Float64Array(0);
    await walk(program, weights, TOKENS, (_op, _inputs, output) => {
      last = Float64Array.from(output);
      return true;
    });
    expect(last).toEqual(logits);
  });

  it('shows every op once, in order, with its inputs', async () => {
    const seen: number[] = [];
    await walk(program, weights, TOKENS, (op, inputs) => {
      seen.push(op.index);
      // Tokens are no activations.
      expect(inputs.map((input) => input.length > 0)).toEqual(op.inputs.map(() => op.kind !== 'embed'));
      return true;
    });
    expect(seen).toEqual(program.ops.map(({ index }) => index));
  });

  it('ends where it is told to, and where the signal is aborted', async () => {
    let ops = 0;
    await walk(program, weights, TOKENS, () => ++ops < 3);
    expect(ops).toBe(3);
    const controller = new AbortController();
    const visit = (): boolean => {
      controller.abort();
      ops++;
      return true;
    };
    await walk(program, weights, TOKENS, visit, controller.signal);
    expect(ops).toBe(4);
  });
});
