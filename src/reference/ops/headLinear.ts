/**
 * head_linear: part h of y = part h of x · W[h]ᵀ (DeepSeek-AI, "DeepSeek-V2", 2024, section 2.1).
 * x (tokens, nHead · cols), W nHead slices of (rows, cols), y (tokens, nHead · rows).
 */
import type { HeadLinearAttrs } from '../../model/ops/headLinear.ts';
import { input, weight, type ReferenceOp } from './context.ts';
import { gather, scatter } from './parts.ts';

export const headLinear: ReferenceOp<HeadLinearAttrs> = ({ nHead }, step) => {
  const w = weight(step, 0);
  const rows = w.rows / nHead;
  const out = new Float64Array(step.tokens * nHead * rows);
  for (let h = 0; h < nHead; h++) {
    const places = Array.from({ length: step.tokens }, (_, t) => t * nHead + h);
    const x = gather(input(step, 0), w.cols, places);
    scatter(step.multiply({ weight: w, slice: h, nSlices: nHead, x }), rows, places, out);
  }
  return out;
};
