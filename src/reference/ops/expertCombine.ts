/**
 * expert_combine: y = Σ_k w_k · x_k, in the order of the routes; Σ_k x_k where the weights went in before.
 * x (tokens, nUsed · n), routes (tokens, 2 · nUsed), y (tokens, n).
 */
import type { ExpertCombineAttrs } from '../../model/ops/expertCombine.ts';
import { input, type ReferenceOp } from './context.ts';

export const expertCombine: ReferenceOp<ExpertCombineAttrs> = ({ nUsed, weighted = true }, step) => {
  const [x, routes] = [input(step, 0), input(step, 1)];
  const n = x.length / step.tokens / nUsed;
  const out = new Float64Array(step.tokens * n);
  for (let t = 0; t < step.tokens; t++) {
    for (let k = 0; k < nUsed; k++) {
      const w = weighted ? (routes[(2 * t + 1) * nUsed + k] as number) : 1;
      const from = (t * nUsed + k) * n;
      for (let i = 0; i < n; i++) out[t * n + i] = (out[t * n + i] as number) + w * (x[from + i] as number);
    }
  }
  return out;
};
