import type { OpCaseOf } from '../engine/engine.ts';
import type { OpKind } from '../model/program.ts';
import type { Judgement, Layer, Trial } from './layers/layer.ts';

/** Attempts are bounded: a reproducer a little too large is better than none. */
const MAX_ATTEMPTS = 200;

export interface Minimised<K extends OpKind> {
  readonly case: OpCaseOf<K>;
  readonly judgement: Judgement;
  /** How many times the case became smaller. */
  readonly steps: number;
}

/** The smallest case, by the op's own shrink steps, that still gets the same verdict from the same layer. */
export async function minimise<K extends OpKind>(
  layer: Layer,
  trial: Trial<K>,
  first: OpCaseOf<K>,
  judgement: Judgement,
): Promise<Minimised<K>> {
  let best: Minimised<K> = { case: first, judgement, steps: 0 };
  let attempts = 0;
  for (let improved = true; improved && attempts < MAX_ATTEMPTS;) {
    improved = false;
    for (const candidate of trial.oracle.shrink(best.case)) {
      if (++attempts > MAX_ATTEMPTS) break;
      const verdict = await layer.judge(trial, candidate);
      if (verdict.verdict !== judgement.verdict) continue;
      best = { case: candidate, judgement: verdict, steps: best.steps + 1 };
      improved = true;
      break;
    }
  }
  return best;
}
