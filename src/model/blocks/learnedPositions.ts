import type { Hyper } from '../arch/hyper.ts';
import type { ValueId } from '../program.ts';
import type { Forward } from './forward.ts';

/** x plus a learned row for each position, as many as the context. */
export function learnedPositions(f: Forward, h: Hyper, x: ValueId): ValueId {
  const weights = [f.matrix('position_embd.weight', [h.nCtxTrain, h.nEmbd])];
  return f.op({ kind: 'positions', name: 'position_embd', inputs: [x], weights, attrs: {} });
}
