import type { NumericContract } from '../../engine/contract.ts';

/** Activations in f32; weights taken apart as scale, minimum and quants, each product and sum rounded to f32. */
export const linearF32: NumericContract = {
  id: 'linear/f32@1',
  op: 'linear',
  operand: { kind: 'f32' },
  accumulation: { type: 'f32', order: 'any' },
  functions: {},
  output: 'f32',
  flushToZero: false,
  nonFinite: 'propagate',
  determinism: 'bitwise',
  domain: { types: ['F32', 'F16', 'Q4_1', 'Q8_0'], colsMultiple: 1, maxAbsInput: 2 ** 40 },
};

/** Activations quantised to 8 bits in blocks of 32; integer dot products, exact; one f32 term a block. */
export const linearQ81: NumericContract = {
  id: 'linear/q8_1@1',
  op: 'linear',
  operand: {
    kind: 'q8_1',
    blockSize: 32,
    scale: 'f32',
    quotient: 'x/d',
    rounding: 'half-away',
    sum: 'd*sum(q)',
  },
  accumulation: { type: 'f32', order: 'any' },
  functions: { div: { ulp: 0.5, source: 'IEEE 754: correctly rounded; nvcc without -use_fast_math' } },
  output: 'f32',
  flushToZero: false,
  nonFinite: 'undefined',
  determinism: 'bitwise',
  domain: { types: ['Q4_1', 'Q8_0'], colsMultiple: 32, maxAbsInput: 2 ** 40 },
};
