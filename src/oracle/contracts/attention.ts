import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32 } from './base.ts';

/** Scores, exponentials and weighted sums in f32; one pass over the positions with the maximum known. */
export const attentionF32: NumericContract = {
  ...FLOAT32,
  id: 'attention/f32@1',
  op: 'attention',
  functions: {
    exp: { ulp: 2, source: 'glibc manual, errors in math functions: expf 1; CUDA C++ Programming Guide: expf 2' },
    div: { ulp: 0.5, source: 'IEEE 754' },
  },
  domain: domainOf(['-'], 1, 2 ** 20),
};
