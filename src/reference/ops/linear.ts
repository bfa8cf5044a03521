/**
 * linear: y[t][r] = Σ_c x[t][c] · W[r][c] + b[r].
 * x (tokens, cols), W (rows, cols) of any format, optional b (1, rows), y (tokens, rows).
 */
import type { LinearAttrs } from '../../model/ops/linear.ts';
import { input, weight, type ReferenceOp } from './context.ts';

export const linear: ReferenceOp<LinearAttrs> = (_attrs, step) =>
  step.multiply({ weight: weight(step, 0), bias: step.weights[1], slice: 0, nSlices: 1, x: input(step, 0) });
