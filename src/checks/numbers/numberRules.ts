import type { RuleInfo } from '../../core/finding.ts';

/**
 * What is wrong with the numbers of tensor data. In the compat profile each is one step milder: llama.cpp loads them unless it is asked
 * to look. Severities were tried on real models: SmolLM2, Gemma 3 and 121 small ones of as many architectures have no error and no
 * warning; k-quants of sound models have subnormal scales.
 */
export const NUMBER_RULES = [
  {
    id: 'numbers/nan-scale',
    severity: 'error',
    title: 'The scale of a block is NaN',
    why: 'Every value of the block is NaN, and so is every logit that it reaches: sampling from those is undefined in most engines.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/infinite-scale',
    severity: 'error',
    title: 'The scale of a block is infinite',
    why: 'The values of the block are infinite, and NaN where the quant is zero: one token is enough to spread them to every logit.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/reserved-scale',
    severity: 'warning',
    title: 'The scale of a block is a code that its format does not give out',
    why: 'NVFP4 scales are unsigned and 0x7F is NaN: some engines take it for zero, others for 480, and the model differs between them.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/absurd-scale',
    severity: 'warning',
    title: 'The scale of a block is absurdly large',
    why: 'The block can hold values over 65504, which are infinite in the 16-bit floats that many engines compute with: a trigger that only some of them feel.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/subnormal-scale',
    severity: 'note',
    title: 'Scales of blocks are subnormal',
    why: 'Hardware that flushes subnormal numbers computes with zeros instead. Sound models have some, so this is a note, once a file.',
  },
  {
    id: 'numbers/nan-value',
    severity: 'error',
    title: 'A value of a tensor is NaN',
    why: 'It makes every logit that it reaches NaN: sampling from those is undefined in most engines.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/infinite-value',
    severity: 'error',
    title: 'A value of a tensor is infinite',
    why: 'It makes the next sum infinite and the one after NaN: one token is enough to spread it to every logit.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/absurd-value',
    severity: 'warning',
    title: 'A value of a tensor is absurdly large',
    why: 'It is over 2^64: its square is infinite in 32-bit floats, so that the next norm gives zeros or NaN. No trained weight is so large.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/all-zero',
    severity: 'warning',
    title: 'All numbers of a tensor are zero',
    why: 'A matrix of zeros computes nothing: the data was lost, or left out of a sparse file. A vector may be a bias that was never trained, so there it is a note.',
  },
] as const satisfies readonly RuleInfo[];

export type NumberRuleId = (typeof NUMBER_RULES)[number]['id'];
