/**
 * head_linear: part h of y = part h of x · W[h]ᵀ (DeepSeek-AI, "DeepSeek-V2", 2024, section 2.1).
 * x (tokens, nHead · cols), W nHead slices of (rows, cols), y (tokens, nHead · rows).
 */
import type { HeadLinearAttrs } from '../../model/ops/headLinear.ts';
import { input, weight, type ReferenceOp } from './context.ts';
import { dot } from './dot.ts';

export const headLinear: ReferenceOp<HeadLinearAttrs> = ({ nHead }, step) => {
  const x = input(step, 0);
  const w = weight(step, 0);
  const { cols } = w;
  const rows = w.rows / nHead;
  const row = new Float64Array(cols);
  const out = new Float64Array(step.tokens * nHead * rows);
  for (let h = 0; h < nHead; h++) {
    for (let r = 0; r < rows; r++) {
      w.row(h * rows + r, row);
      for (let t = 0; t < step.tokens; t++) {
        const part = t * nHead + h;
        out[part * rows + r] = dot(x, part * cols, row, 0, cols);
      }
    }
  }
  return out;
};
