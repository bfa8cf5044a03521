import type { NumericContract } from '../../engine/contract.ts';
import { domainOf, FLOAT32 } from './base.ts';

const base = {
  ...FLOAT32,
  op: 'norm',
  domain: domainOf(['F32']),
} as const;

/** 1 / sqrt(mean + eps) by a correctly rounded square root and division: half an ulp each. */
export const normF32: NumericContract = {
  ...base,
  id: 'norm/f32@1',
  functions: { rsqrt: { ulp: 1, source: 'IEEE 754: sqrt and division, half an ulp each' } },
};

/** rsqrtf of the device. NaN, infinity and inputs beyond the domain are refused by the launcher. */
export const normF32Rsqrt: NumericContract = {
  ...base,
  id: 'norm/f32-rsqrt@1',
  nonFinite: 'undefined',
  functions: { rsqrt: { ulp: 2, source: 'CUDA C++ Programming Guide, table of maximum ulp errors: rsqrtf 2' } },
};
