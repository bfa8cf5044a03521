import type { NumericContract } from '../../engine/contract.ts';

/** Angle, sine and cosine in float64, rounded to f32 before the rotation. */
export const ropeF32: NumericContract = {
  id: 'rope/f32@1',
  op: 'rope',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'sequential' },
  functions: {
    sin: { ulp: 0.5, source: 'float64 sine rounded to f32' },
    cos: { ulp: 0.5, source: 'float64 cosine rounded to f32' },
  },
  angle: { relative: 2 ** -48, source: 'float64 power and product: under 16 units of 2^-52' },
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['-'], colsMultiple: 1, maxAbsInput: 2 ** 40 },
};
