/**
 * clamp: y = min(max(x, −limit), limit).
 * x and y (tokens, n).
 */
import type { ClampAttrs } from '../../model/ops/clamp.ts';
import { input, type ReferenceOp } from './context.ts';

export const clamp: ReferenceOp<ClampAttrs> = ({ limit }, step) =>
  input(step, 0).map((x) => Math.min(Math.max(x, -limit), limit));
