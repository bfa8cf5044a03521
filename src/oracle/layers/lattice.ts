/** Inputs built so that rounding vanishes: every order of f32 operations is exact, and outputs are compared bit by bit. */
import { compareBits } from '../compare.ts';
import { describeMismatch, isResult, referenceOutput, runCase, type Layer } from './layer.ts';

export const lattice: Layer = {
  name: 'lattice',
  make: ({ oracle, contract }, rng, type) => oracle.lattice(rng, type, contract),
  judge: async ({ engine, reference }, c) => {
    const expected = await referenceOutput(reference, c);
    if (expected.some((y) => Math.fround(y) !== y)) {
      return { verdict: 'WEAK', message: 'the lattice case is not exact in f32: the generator must sharpen it' };
    }
    const outcome = await runCase(engine, c);
    if (!isResult(outcome)) return outcome;
    const mismatch = compareBits(outcome.output, expected);
    if (!mismatch) return { verdict: 'PASS', kernel: outcome.kernel, worst: 0 };
    return { verdict: 'FAIL', kernel: outcome.kernel, message: describeMismatch(mismatch), mismatch };
  },
};
