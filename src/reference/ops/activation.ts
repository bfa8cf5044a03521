/**
 * activation: y = f(x), element by element; each f with its source in src/model/ops/activation.ts.
 * x and y (tokens, n).
 */
import type { ActivationAttrs } from '../../model/ops/activation.ts';
import { input, type ReferenceOp } from './context.ts';
import { FUNCTIONS } from './functions.ts';

export const activation: ReferenceOp<ActivationAttrs> = (attrs, step) =>
  input(step, 0).map(FUNCTIONS[attrs.activation]);
