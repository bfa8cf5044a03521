import type { NumericContract } from '../../engine/contract.ts';

/** What every float32 kernel here has in common. */
export const FLOAT32 = {
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'any' },
  functions: {},
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
} as const satisfies Partial<NumericContract>;

/** One rounding after another, in the order of the formula. */
export const SEQUENTIAL = { type: 'f32', order: 'sequential' } as const;

/** Activations up to 2^40: squares and products stay far from overflow. */
export function domainOf(types: readonly string[], colsMultiple = 1, maxAbsInput = 2 ** 40): NumericContract['domain'] {
  return { types, colsMultiple, maxAbsInput };
}
