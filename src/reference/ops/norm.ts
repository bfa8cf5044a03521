/**
 * norm, rms: y = x / sqrt(mean(x²) + eps) · w (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019).
 * x and y (tokens, n), w (1, n).
 */
import type { NormAttrs } from '../../model/ops/norm.ts';
import { input, weight, type ReferenceOp } from './context.ts';

export const norm: ReferenceOp<NormAttrs> = ({ eps }, step) => {
  const x = input(step, 0);
  const gain = weight(step, 0).vector();
  const n = gain.length;
  const out = new Float64Array(x.length);
  for (let t = 0; t < step.tokens; t++) {
    let sumOfSquares = 0;
    for (let i = t * n; i < (t + 1) * n; i++) sumOfSquares += (x[i] as number) ** 2;
    const scale = 1 / Math.sqrt(sumOfSquares / n + eps);
    for (let i = 0; i < n; i++) out[t * n + i] = (x[t * n + i] as number) * scale * (gain[i] as number);
  }
  return out;
};
