/** A second case whose output follows from the first's: permuted rows, scaled inputs, tokens apart and together. */
import { Rng } from '../../core/rng.ts';
import { compareBits } from '../compare.ts';
import type { OpCaseOf } from '../../engine/engine.ts';
import type { OpKind } from '../../model/program.ts';
import type { Relation } from '../ops/opOracle.ts';
import { describeMismatch, isResult, runCase, type Judgement, type Layer, type Trial } from './layer.ts';

/** A relation speaks of some cases only; after this many draws without one the case is WEAK. */
const MAX_DRAWS = 64;

export const metamorphic: Layer = {
  name: 'metamorphic',
  make: (trial, rng, type) => {
    let c = trial.oracle.generate(rng, type, trial.contract);
    for (let i = 0; i < MAX_DRAWS && !someRelationHolds(trial, c); i++)
      c = trial.oracle.generate(rng, type, trial.contract);
    return c;
  },
  judge: async (trial, c) => {
    const original = await runCase(trial.engine, c);
    if (!isResult(original)) return original;
    const output = Float64Array.from(original.output);
    let held = 0;
    for (const relation of trial.oracle.relations) {
      const failure = await judgeRelation(trial, c, output, relation);
      if (failure === 'silent') continue;
      if (failure) return { ...failure, kernel: original.kernel };
      held++;
    }
    if (held > 0) return { verdict: 'PASS', kernel: original.kernel };
    return { verdict: 'WEAK', kernel: original.kernel, message: 'no relation says anything of this case' };
  },
};

async function judgeRelation<K extends OpKind>(
  { engine, contract }: Trial<K>,
  c: OpCaseOf<K>,
  output: Float64Array,
  { name, derive }: Relation<K>,
): Promise<Judgement | 'silent' | null> {
  const derived = derive(c, new Rng(c.seed), contract);
  if (!derived) return 'silent';
  const outcome = await runCase(engine, derived.case);
  if (!isResult(outcome)) return { ...outcome, message: `${name}: ${outcome.message ?? ''}` };
  const mismatch = compareBits(outcome.output, derived.expect(output));
  return mismatch && { verdict: 'FAIL', message: `${name}: ${describeMismatch(mismatch)}`, mismatch };
}

function someRelationHolds<K extends OpKind>({ oracle, contract }: Trial<K>, c: OpCaseOf<K>): boolean {
  return oracle.relations.some((relation) => relation.derive(c, new Rng(c.seed), contract) !== null);
}
