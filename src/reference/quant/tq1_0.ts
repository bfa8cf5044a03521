/**
 * TQ1_0: 256 elements in 54 bytes, five ternary values a byte, with a scale d.
 *
 *   byte  0                     48             52     54
 *         | qs: 48 bytes        | qh: 4 bytes  | d f16|
 *
 * A byte b is a fraction b / 256 whose digits in base 3 are the values: digit n is ⌊3 · ((b · 3^n) mod 256) / 256⌋, from 0 to 2.
 * Elements 0 to 159 are digits 0 to 4 of the first 32 bytes (all first digits, then all second …), 160 to 239 those of the next
 * 16, and 240 to 255 digits 0 to 3 of qh:
 *
 *   x = d · (digit − 1)
 *
 * Quantised as ternary.ts says; a byte is the least whose fraction is not below that of its digits, ⌈256 · Σ digit n · 3^(4 − n) / 243⌉.
 */
import { scaledError } from './error.ts';
import { blockFormat, halfAt, putHalf } from './format.ts';
import { ternaryDigits } from './ternary.ts';

/** Bytes from which to which, and how many digits of each. */
const RUNS = [
  { at: 0, bytes: 32, digits: 5 },
  { at: 32, bytes: 16, digits: 5 },
  { at: 48, bytes: 4, digits: 4 },
] as const;

export const tq1_0 = blockFormat({
  type: 'TQ1_0',
  blockSize: 256,
  blockBytes: 54,
  error: scaledError(1 / 2, 1),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 52);
    eachDigit((i, byte, n) => {
      const shifted = ((bytes[p + byte] as number) * 3 ** n) & 255;
      out[o + i] = d * (((shifted * 3) >>> 8) - 1);
    });
  },
  quantizeBlock(x, bytes) {
    const { d, digits } = ternaryDigits(x);
    const numerators = new Array<number>(52).fill(0);
    eachDigit((i, byte, n) => {
      numerators[byte] = (numerators[byte] as number) + (digits[i] as number) * 3 ** (4 - n);
    });
    bytes.set(numerators.map((numerator) => Math.ceil((256 * numerator) / 243)));
    putHalf(bytes, 52, d);
  },
});

/** Element `i` is digit `n` of byte `byte`. */
function eachDigit(each: (i: number, byte: number, n: number) => void): void {
  let i = 0;
  for (const run of RUNS) {
    for (let n = 0; n < run.digits; n++) {
      for (let m = 0; m < run.bytes; m++) each(i++, run.at + m, n);
    }
  }
}
