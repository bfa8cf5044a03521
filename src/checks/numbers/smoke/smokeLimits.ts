/** How large activations may be where other engines keep them in less than float64. */
import type { Op } from '../../../model/program.ts';

/**
 * An activation over this has no square that can be summed over 65536 columns in float32: the next norm, or a product of two such, is
 * infinite. The weights of published models, the greatest of which was measured as 1657, make activations of some 10^5.
 */
export const GREATEST_ACTIVATION = 2 ** 56;

/** Of what nothing more is made but a probability. */
export const GREATEST_LOGIT = (2 - 2 ** -23) * 2 ** 127;

/** The greatest finite binary16. */
const GREATEST_HALF = 65504;

/**
 * Values are added up in binary16 over the positions before they are divided by the sum of their weights: of this size, those of sixteen
 * positions that score alike are infinite. The greatest measured is 97, in Gemma 3 270M.
 */
const GREATEST_SUMMED = GREATEST_HALF / 16;

/** Engines quantise activations to blocks of signed bytes with a binary16 scale: the greatest of a block over 127. */
const GREATEST_IN_BYTES = 127 * GREATEST_HALF;

const MULTIPLIED_AS_BYTES: ReadonlySet<string> = new Set([
  ...['Q1_0', 'Q2_0', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'IQ4_NL', 'MXFP4', 'NVFP4'],
]);

/** What llama.cpp makes of an op's inputs by default, where that has an end before float32 has. */
export interface Narrow {
  /** For each of the op's inputs, from the first on. */
  readonly greatest: readonly number[];
  /** What has that end: `keys, queries and values in 16-bit floats`. */
  readonly what: string;
}

/**
 * Found by asking it, on models of which one tensor was scaled up: keys, queries or values over 65504, and the input of a product over
 * 65504 where the weight is F16, or over 127 times that where its type is multiplied with bytes, made every logit NaN. `type` is that of
 * the op's first weight.
 */
export function narrowInputs({ kind }: Op, type: string | undefined): Narrow | null {
  if (kind === 'attention')
    return {
      greatest: [GREATEST_HALF, GREATEST_HALF, GREATEST_SUMMED],
      what: 'queries, keys and values are kept in 16-bit floats',
    };
  if (kind !== 'linear' && kind !== 'head_linear' && kind !== 'expert_linear') return null;
  if (type === 'F16') return { greatest: [GREATEST_HALF], what: 'F16 weights are multiplied with 16-bit floats' };
  if (type === undefined || !MULTIPLIED_AS_BYTES.has(type)) return null;
  const what = `${type} weights are multiplied with bytes that have a 16-bit scale`;
  return { greatest: [GREATEST_IN_BYTES], what };
}
