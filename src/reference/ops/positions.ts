/**
 * positions: y[t] = x[t] + W[past + t] (Gehring et al., "Convolutional Sequence to Sequence Learning", 2017).
 * x and y (tokens, n), W (positions, n).
 */
import { EngineError } from '../../core/errors.ts';
import type { PositionsAttrs } from '../../model/ops/positions.ts';
import { input, weight, type ReferenceOp } from './context.ts';

export const positions: ReferenceOp<PositionsAttrs> = (_attrs, step) => {
  const table = weight(step, 0);
  if (step.past + step.tokens > table.rows) {
    const found = `a step to position ${String(step.past + step.tokens - 1)}`;
    throw new EngineError(
      'step/context-full',
      `expected positions below the ${String(table.rows)} that were learned, found ${found}`,
    );
  }
  const row = new Float64Array(table.cols);
  const out = Float64Array.from(input(step, 0));
  for (let t = 0; t < step.tokens; t++) {
    table.row(step.past + t, row);
    for (let i = 0; i < row.length; i++)
      out[t * row.length + i] = (out[t * row.length + i] as number) + (row[i] as number);
  }
  return out;
};
