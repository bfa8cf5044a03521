/** The float64 reference on SmolLM2, in tokens a second. */
import { referenceEngine } from '../src/reference/engine.ts';
import { decode, prefill, withSession } from './generation.ts';
import { takeTurns } from './measure.ts';
import { lacksModel, SMOLLM2, type Subject } from './subject.ts';

const PAST = 8;

export const reference: Subject = {
  name: 'reference',
  lacks: () => lacksModel(SMOLLM2),
  run: () =>
    withSession(referenceEngine, { nCtx: 16 }, async (session) => {
      await prefill(session, PAST, 'fill the cache').run();
      const [step] = await takeTurns([decode(session, PAST, 'decode SmolLM2 Q4_1')], { rounds: 5, iterations: 1 });
      return [{ name: 'decode SmolLM2 Q4_1', value: 1000 / (step?.ms ?? NaN), unit: 'tokens/s' }];
    }),
};
