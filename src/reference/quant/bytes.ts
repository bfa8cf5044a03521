import { quotient32, reciprocal32, toBinary32 } from './binary32.ts';
import { greatestMagnitude } from './extremes.ts';

/** Q8_0 and Q8_1: d = max |x| / 127 in binary32, and `x` in parts of it as signed bytes. */
export function quantizeBytes(x: Float64Array): { readonly d: number; readonly quants: Int8Array } {
  const values = toBinary32(x);
  const d = Math.fround(greatestMagnitude(values) / 127);
  const reciprocal = reciprocal32(d);
  return { d, quants: Int8Array.from(values, (value) => quotient32(value, reciprocal)) };
}
