/**
 * mul: y = a · b, element by element, or with one b for each token.
 * a and y (tokens, n), b (tokens, n) or (tokens, 1).
 */
import type { MulAttrs } from '../../model/ops/mul.ts';
import { input, type ReferenceOp } from './context.ts';

export const mul: ReferenceOp<MulAttrs> = (_attrs, step) => {
  const a = input(step, 0);
  const b = input(step, 1);
  const share = a.length / b.length;
  return a.map((x, i) => x * (b[Math.floor(i / share)] as number));
};
