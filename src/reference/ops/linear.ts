/**
 * linear: y[t][r] = Σ_c x[t][c] · W[r][c] + b[r].
 * x (tokens, cols), W (rows, cols) of any format, optional b (1, rows), y (tokens, rows).
 *
 * One row of W at a time is dequantised into a scratch row and used for every token of the step.
 */
import type { LinearAttrs } from '../../model/ops/linear.ts';
import { input, weight, type ReferenceOp } from './context.ts';
import { dot } from './dot.ts';

export const linear: ReferenceOp<LinearAttrs> = (_attrs, step) => {
  const x = input(step, 0);
  const w = weight(step, 0);
  const bias = step.weights[1]?.vector();
  const { rows, cols } = w;
  const row = new Float64Array(cols);
  const tokens = x.length / cols;
  const out = new Float64Array(tokens * rows);
  for (let r = 0; r < rows; r++) {
    w.row(r, row);
    const b = bias?.[r] ?? 0;
    for (let t = 0; t < tokens; t++) out[t * rows + r] = dot(x, t * cols, row, 0, cols) + b;
  }
  return out;
};
