import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32 } from './base.ts';

/** Activations in f32; weights taken apart as scale, minimum and quants, each product and sum rounded to f32. */
export const linearF32: NumericContract = {
  ...FLOAT32,
  id: 'linear/f32@1',
  op: 'linear',
  domain: domainOf(['F32', 'F16', 'Q4_1', 'Q8_0']),
};

/** Activations quantised to 8 bits in blocks of 32; integer dot products, exact; one f32 term a block. */
export const linearQ81: NumericContract = {
  ...FLOAT32,
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
  functions: { div: { ulp: 0.5, source: 'IEEE 754: correctly rounded; nvcc without -use_fast_math' } },
  nonFinite: 'undefined',
  domain: domainOf(['Q4_1', 'Q8_0'], 32),
};
