/** The functions that `activation` and `glu` name. Sources in src/model/ops/activation.ts. */
import type { Activation } from '../../model/ops/activation.ts';

export const FUNCTIONS: Readonly<Record<Activation, (x: number) => number>> = {
  // For very negative x, e^−x is infinite and the quotient −0, which is the limit.
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * x * (1 + 0.044715 * x * x))),
  gelu_erf: (x) => 0.5 * x * erfc(-x / Math.SQRT2),
  relu: (x) => Math.max(x, 0),
  relu2: (x) => Math.max(x, 0) ** 2,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  // Written so that no e^x is infinite.
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};

/**
 * erfc(x) = 1 − erf(x) to about 1e−13 of its size: the Maclaurin series of erf below 2, Laplace's continued fraction of erfc from
 * there on (Abramowitz and Stegun 7.1.5 and 7.1.14).
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x);
}

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Evaluated from the far end. 120 levels hold to 1e−16 from 2 on. */
function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 120; k >= 1; k--) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
}
