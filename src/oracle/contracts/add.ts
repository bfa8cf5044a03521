import type { NumericContract } from '../../engine/contract.ts';

/** One IEEE addition: the sum rounded once. */
export const addF32: NumericContract = {
  id: 'add/f32@1',
  op: 'add',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'sequential' },
  functions: {},
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['-'], colsMultiple: 1, maxAbsInput: 2 ** 40 },
};
