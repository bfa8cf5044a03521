/**
 * vector: y = x + w, x · w or x / w, element j of w with all of part j of the row, of as many equal parts as w has elements.
 * x and y (tokens, n), w of m elements, m a divisor of n.
 */
import type { VectorAttrs } from '../../model/ops/vector.ts';
import { input, weight, type ReferenceOp } from './context.ts';

const BY: Readonly<Record<VectorAttrs['by'], (x: number, w: number) => number>> = {
  add: (x, w) => x + w,
  multiply: (x, w) => x * w,
  divide: (x, w) => x / w,
};

export const vector: ReferenceOp<VectorAttrs> = ({ by }, step) => {
  const x = input(step, 0);
  const w = weight(step, 0).vector();
  const n = x.length / step.tokens;
  const part = n / w.length;
  return x.map((v, i) => BY[by](v, w[Math.floor((i % n) / part)] as number));
};
