/**
 * concat: part g of a, then part g of b, for each of `groups` equal parts of their rows.
 * a (tokens, groups · n), b (tokens, groups · m), y (tokens, groups · (n + m)).
 */
import type { ConcatAttrs } from '../../model/ops/concat.ts';
import { input, type ReferenceOp } from './context.ts';

export const concat: ReferenceOp<ConcatAttrs> = ({ groups }, step) => {
  const [a, b] = [input(step, 0), input(step, 1)];
  const parts = step.tokens * groups;
  const [n, m] = [a.length / parts, b.length / parts];
  const out = new Float64Array(a.length + b.length);
  for (let p = 0; p < parts; p++) {
    out.set(a.subarray(p * n, (p + 1) * n), p * (n + m));
    out.set(b.subarray(p * m, (p + 1) * m), p * (n + m) + n);
  }
  return out;
};
