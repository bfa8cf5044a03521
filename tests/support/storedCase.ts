import { diffOps } from '../../src/oracle/diffOps.ts';
import { toReproducer, type Reproducer } from '../../src/oracle/reproducer.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { f32Engine } from './f32Engine.ts';

/** A failing case of a planted mistake, as its file has it. */
export async function storedCase(): Promise<Reproducer> {
  const engine = f32Engine('minimum forgotten');
  for await (const cell of diffOps(engine, referenceEngine, { seed: 3, cases: 12, only: ['linear'] })) {
    const failure = cell.failures[0];
    if (cell.layer === 'bound' && failure) return toReproducer(engine, failure);
  }
  throw new Error('expected a failure, found none');
}
