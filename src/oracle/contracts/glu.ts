import type { NumericContract } from '../../engine/contract.ts';

/** x / (1 + e^−x) · up with a float exponential. */
export const gluF32: NumericContract = {
  id: 'glu/f32@1',
  op: 'glu',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'sequential' },
  functions: {
    exp: { ulp: 2, source: 'glibc manual, errors in math functions: expf 1; CUDA C++ Programming Guide: expf 2' },
    div: { ulp: 0.5, source: 'IEEE 754' },
  },
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['-'], colsMultiple: 1, maxAbsInput: 2 ** 40 },
};
