import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32, SEQUENTIAL } from './base.ts';

/** One row, dequantised: scale times quant and plus minimum, each rounded to f32 at most once. */
export const embedF32: NumericContract = {
  ...FLOAT32,
  id: 'embed/f32@1',
  op: 'embed',
  accumulation: SEQUENTIAL,
  domain: domainOf(['F32', 'F16', 'Q4_1', 'Q8_0']),
};
