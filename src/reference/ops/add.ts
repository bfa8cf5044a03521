/**
 * add: y = a + b, element by element.
 * a, b and y (tokens, n).
 */
import type { AddAttrs } from '../../model/ops/add.ts';
import { input, type ReferenceOp } from './context.ts';

export const add: ReferenceOp<AddAttrs> = (_attrs, step) => {
  const b = input(step, 1);
  return input(step, 0).map((a, i) => a + (b[i] as number));
};
