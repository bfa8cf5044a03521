import type { RuleInfo } from '../../core/finding.ts';

/**
 * What is wrong with the numbers of tensor data. llama.cpp loads all of them unless it is asked to look: what makes it answer NaN is an
 * error in the compat profile too, the rest is one step milder there. Severities were tried on real models: SmolLM2, Gemma 3 and 121
 * small ones of as many architectures have no error and no warning; k-quants of sound models have subnormal scales.
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
    compat: 'note',
    title: 'The scale of a block is a code that its format does not give out',
    why: 'NVFP4 scales are unsigned and 0x7F is NaN: some engines take it for zero, others for 480, and the model differs between them.',
    cwe: 'CWE-20',
  },
  {
    id: 'numbers/absurd-scale',
    severity: 'warning',
    compat: 'note',
    title: 'The scale of a block is absurdly large',
    why: 'The block can hold values over 65504, which are infinite in the 16-bit floats that many engines compute with: a trigger that only some of them feel.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/overflowing-scale',
    severity: 'error',
    title: 'The scale of a block lets its values overflow',
    why: 'The block can hold values over four times 65504, the greatest 16-bit float, and holds some of at least a quarter of what it can. Engines that compute in 16 bits, or keep keys and values in them, make those infinite, and every logit NaN.',
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
    compat: 'note',
    title: 'A value of a tensor is absurdly large',
    why: 'The greatest that was measured in a trained model is 1657, in a norm, and 9.25 in a matrix: the data is damaged, or made to overflow.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/overflowing-value',
    severity: 'error',
    title: 'A weight is so large that computing with it overflows',
    why: 'A matrix with a number over 65504 cannot be kept in 16-bit floats, nor can what it makes of activations; a norm with one over 2^24 makes what the next layers square. Engines compute infinity, and then NaN.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/zero-frequency',
    severity: 'error',
    title: 'A factor of the rotary frequencies is zero',
    why: 'Frequencies are divided by it: the angle is infinite, its sine NaN, and so is every logit.',
    cwe: 'CWE-369',
  },
  {
    id: 'numbers/id-range',
    severity: 'error',
    title: 'A table of ids has one that is out of range',
    why: 'Readers take the row of that number without asking whether there is one: they abort, or read and write beside the table.',
    cwe: 'CWE-129',
  },
  {
    id: 'numbers/zero-divisor',
    severity: 'error',
    title: 'Numbers that a reader divides by are zero',
    why: 'What it divides is infinite or NaN, and so is every logit that it reaches.',
    cwe: 'CWE-369',
  },
  {
    id: 'numbers/growing-state',
    severity: 'error',
    title: 'The state of a layer grows from token to token',
    why: 'What a state keeps of the last token is the exponential of a decay, which no trained model has over 0: it grows until it is infinite, and then NaN.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/all-zero',
    severity: 'warning',
    compat: 'note',
    title: 'All numbers of a tensor are zero',
    why: 'A matrix or a norm of zeros computes nothing: the data was lost, or left out of a sparse file. Another vector may be a bias that was never trained, so there it is a note.',
  },
  {
    id: 'numbers/nearly-all-zero',
    severity: 'warning',
    compat: 'note',
    title: 'Nearly all numbers of a tensor are zero',
    why: 'No training and no pruning leaves so little: the data was lost, or the tensor is a stand-in with just enough in it not to be empty.',
  },
  {
    id: 'numbers/all-subnormal',
    severity: 'warning',
    compat: 'note',
    title: 'All numbers of a tensor are subnormal',
    why: 'Hardware that flushes subnormal numbers computes with zeros instead, and the rest with next to nothing: the data is damaged, or in another byte order.',
  },
  {
    id: 'numbers/equal-rows',
    severity: 'warning',
    compat: 'note',
    title: 'All rows of a tensor are the same',
    why: 'Every output of it is the same number, or every token the same vector: the data was lost, or written over.',
  },
  {
    id: 'numbers/smoke-non-finite',
    severity: 'error',
    title: 'The model does not answer in numbers',
    why: 'A few tokens were run through the reference: an activation is NaN, infinite, or so large that its square is infinite in 32-bit floats. Logits are NaN or nothing, and sampling from NaN is undefined in most engines.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/smoke-half-overflow',
    severity: 'error',
    title: 'The model does not answer in numbers where 16-bit floats are used',
    why: 'A few tokens were run through the reference: a number is too large for the 16-bit floats in which llama.cpp keeps keys and values and multiplies some types of weights. There it is infinite, and every logit NaN.',
    cwe: 'CWE-1284',
  },
  {
    id: 'numbers/smoke-same-logits',
    severity: 'warning',
    compat: 'note',
    title: 'The model answers the same to everything',
    why: 'A few tokens were run through the reference: all logits are one number, or those of one token are those of every other. Its data was lost.',
  },
  {
    id: 'numbers/smoke-not-run',
    leaves: { surface: 'numbers' },
    severity: 'note',
    title: 'The model was not tried',
    why: 'The reference does not describe it, or a token would cost more than a second (a minute with --smoke): whether it answers in numbers is not known.',
  },
] as const satisfies readonly RuleInfo[];

export type NumberRuleId = (typeof NUMBER_RULES)[number]['id'];
