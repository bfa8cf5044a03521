/**
 * slice: elements from…from+width−1 of each of `groups` equal parts of a row.
 * x (tokens, groups · n), y (tokens, groups · width).
 */
import type { SliceAttrs } from '../../model/ops/slice.ts';
import { input, type ReferenceOp } from './context.ts';

export const slice: ReferenceOp<SliceAttrs> = ({ groups, from, width }, step) => {
  const x = input(step, 0);
  const parts = step.tokens * groups;
  const n = x.length / parts;
  const out = new Float64Array(parts * width);
  for (let p = 0; p < parts; p++) out.set(x.subarray(p * n + from, p * n + from + width), p * width);
  return out;
};
