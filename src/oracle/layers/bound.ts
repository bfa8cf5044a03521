/** Nasty inputs, and for every output element the ball that the contract allows. */
import { compareBall } from '../compare.ts';
import { describeMismatch, isResult, referenceOutput, runCase, type Layer } from './layer.ts';

export const bound: Layer = {
  name: 'bound',
  make: ({ oracle, contract }, rng, type) => oracle.generate(rng, type, contract),
  judge: async ({ engine, reference, oracle, contract }, c) => {
    const outcome = await runCase(engine, c);
    if (!isResult(outcome)) return outcome;
    const ball = oracle.ball(c, contract, await referenceOutput(reference, c));
    const { outside, worst, beyondBand, weak } = compareBall(outcome.output, ball);
    const { kernel } = outcome;
    if (outside) return { verdict: 'FAIL', kernel, message: describeMismatch(outside), mismatch: outside, worst };
    if (weak)
      return { verdict: 'WEAK', kernel, message: 'leaving out the greatest term would stay inside every bound', worst };
    if (beyondBand === 0) return { verdict: 'PASS', kernel, worst };
    const message = `${String(beyondBand)} elements lie inside the bound but outside the probabilistic band`;
    return { verdict: 'SUSPECT', kernel, message, worst };
  },
};
