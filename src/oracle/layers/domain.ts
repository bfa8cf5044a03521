/** Input outside the domain must be refused with an error: never computed, never skipped, never a crash. */
import { isResult, runCase, type Layer } from './layer.ts';

export const domain: Layer = {
  name: 'domain',
  make: ({ oracle, contract }, rng, type) => oracle.generate(rng, type, contract),
  judge: async ({ engine, oracle }, c) => {
    for (const { what, case: bad } of oracle.outside(c)) {
      const outcome = await runCase(engine, bad);
      if (isResult(outcome))
        return { verdict: 'FAIL', kernel: outcome.kernel, message: `${what}: expected a refusal, found a result` };
      if (outcome.verdict === 'CRASH') return { ...outcome, message: `${what}: ${outcome.message ?? ''}` };
    }
    return {
      verdict: 'REJECTED',
      message: `${String(oracle.outside(c).length)} cases outside the domain were refused`,
    };
  },
};
