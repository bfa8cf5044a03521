import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32, SEQUENTIAL } from './base.ts';

/** One IEEE addition: the sum rounded once. */
export const addF32: NumericContract = {
  ...FLOAT32,
  id: 'add/f32@1',
  op: 'add',
  accumulation: SEQUENTIAL,
  domain: domainOf(['-']),
};
