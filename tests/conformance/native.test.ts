/** A whole model on the CPU engines, op by op and logit by logit, against the reference. */
import { expect, it } from 'vitest';
import type { Session } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { CPU_ENGINES, describeNative, openEngine } from '../support/native.ts';
import { TINY, tinyModel } from '../unit/native/tinyModel.ts';

const TOKENS = Int32Array.from({ length: 24 }, (_, i) => (i * 11 + 5) % TINY.nVocab);

/**
 * Relative to the greatest element of an op's output. Float32 rounds at 2^-24; sums of up to 64 terms through some 25 ops
 * with random weights amplify that, measured, to below 2e-6. A missing term or a wrong position is off by 1e-2 and more.
 */
const TOLERANCE = 2e-5;

function worst(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    error = Math.max(error, Math.abs((got[i] ?? NaN) - (expected[i] ?? NaN)));
    scale = Math.max(scale, Math.abs(expected[i] ?? NaN));
  }
  return error / scale;
}

async function outputsOf(session: Session): Promise<Float64Array[]> {
  const outputs: Float64Array[] = [];
  await session.trace(TOKENS, (_op, output) => outputs.push(Float64Array.from(output)));
  return outputs;
}

for (const name of CPU_ENGINES) {
  describeNative(`a model on ${name}`, () => {
    it.each([1, 2, 3])('agrees with the reference at every op (seed %i)', async (seed) => {
      const { program, source } = tinyModel(seed);
      const [native, reference] = await Promise.all(
        [openEngine(name), referenceEngine].map(async (e) => outputsOf(await e.load(program, source, { nCtx: 32 }))),
      );
      expect(native?.length).toBe(program.ops.length);
      for (const op of program.ops) {
        const error = worst(native?.[op.index] ?? [], reference?.[op.index] ?? []);
        expect(error, `op ${String(op.index)} ${op.name}`).toBeLessThan(TOLERANCE);
      }
    });

    it('is seen to disagree when one position is off by one', async () => {
      const { program, source } = tinyModel();
      const session = await openEngine(name).load(program, source, { nCtx: 32 });
      await session.step(TOKENS.subarray(0, 1), { logits: 'last' });
      const shifted = await session.step(TOKENS.subarray(0, 23), { logits: 'last' });
      const reference = await referenceEngine.load(program, source, { nCtx: 32 });
      expect(worst(shifted, await reference.step(TOKENS.subarray(0, 23), { logits: 'last' }))).toBeGreaterThan(
        TOLERANCE,
      );
    });
  });
}
