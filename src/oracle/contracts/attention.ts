import type { NumericContract } from '../../engine/contract.ts';

/** Scores, exponentials and weighted sums in f32; one pass over the positions with the maximum known. */
export const attentionF32: NumericContract = {
  id: 'attention/f32@1',
  op: 'attention',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'any' },
  functions: {
    exp: { ulp: 2, source: 'glibc manual, errors in math functions: expf 1; CUDA C++ Programming Guide: expf 2' },
    div: { ulp: 0.5, source: 'IEEE 754' },
  },
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['-'], colsMultiple: 1, maxAbsInput: 2 ** 20 },
};
