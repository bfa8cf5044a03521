import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32, SEQUENTIAL } from './base.ts';

/** Angle, sine and cosine in float64, rounded to f32 before the rotation. */
export const ropeF32: NumericContract = {
  ...FLOAT32,
  id: 'rope/f32@1',
  op: 'rope',
  accumulation: SEQUENTIAL,
  functions: {
    sin: { ulp: 0.5, source: 'float64 sine rounded to f32' },
    cos: { ulp: 0.5, source: 'float64 cosine rounded to f32' },
  },
  angle: { relative: 2 ** -48, source: 'float64 power and product: under 16 units of 2^-52' },
  domain: domainOf(['-']),
};
