import type { OpSpec } from './spec.ts';

/**
 * Queries that grow with the logarithm of their position (Nakanishi, "Scalable-Softmax", 2025; Meta, Llama 4, 2025):
 * y[t] = x[t] · (1 + scale · ln(1 + ⌊(p + 1) / length⌋)), p = past + t. Input and output (tokens, n).
 */
export interface TemperatureAttrs {
  readonly scale: number;
  /** Positions over which nothing changes. */
  readonly length: number;
}

export const temperature: OpSpec<TemperatureAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: ({ length }, [x]) => (x && length >= 1 ? x : 'expected an input and a length of at least 1'),
  print: ({ scale, length }) => `scale=${String(scale)} length=${String(length)}`,
  pack: ({ scale, length }) => ({ ints: [length], floats: [scale] }),
};
