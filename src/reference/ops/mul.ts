/**
 * mul: y = a · b, factor j of b's row with all of part j of a's, of as many equal parts as b is wide.
 * a and y (tokens, n), b (tokens, m), m a divisor of n.
 */
import type { MulAttrs } from '../../model/ops/mul.ts';
import { input, type ReferenceOp } from './context.ts';

export const mul: ReferenceOp<MulAttrs> = (_attrs, step) => {
  const a = input(step, 0);
  const b = input(step, 1);
  const share = a.length / b.length;
  return a.map((x, i) => x * (b[Math.floor(i / share)] as number));
};
