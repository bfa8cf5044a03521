import type { NumericContract } from '../../engine/contract.ts';

/** One row, dequantised: scale times quant and plus minimum, each rounded to f32 at most once. */
export const embedF32: NumericContract = {
  id: 'embed/f32@1',
  op: 'embed',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'sequential' },
  functions: {},
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['F32', 'F16', 'Q4_1', 'Q8_0'], colsMultiple: 1, maxAbsInput: 2 ** 40 },
};
