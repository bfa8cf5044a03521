import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32, SEQUENTIAL } from './base.ts';

/** x / (1 + e^−x) · up with a float exponential. */
export const gluF32: NumericContract = {
  ...FLOAT32,
  id: 'glu/f32@1',
  op: 'glu',
  accumulation: SEQUENTIAL,
  functions: {
    exp: { ulp: 2, source: 'glibc manual, errors in math functions: expf 1; CUDA C++ Programming Guide: expf 2' },
    div: { ulp: 0.5, source: 'IEEE 754' },
  },
  domain: domainOf(['-']),
};
