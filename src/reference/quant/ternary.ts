import { quotient32, reciprocal32, toBinary32 } from './binary32.ts';
import { greatestMagnitude } from './extremes.ts';

/**
 * TQ1_0 and TQ2_0: d = max |x| in binary32, and for each element round(x / d) + 1, halves away from zero: 0, 1 or 2. Equal to the
 * gguf package.
 */
export function ternaryDigits(x: Float64Array): { readonly d: number; readonly digits: readonly number[] } {
  const values = toBinary32(x);
  const d = greatestMagnitude(values);
  const reciprocal = reciprocal32(d);
  return { d, digits: Array.from(values, (value) => quotient32(value, reciprocal) + 1) };
}
