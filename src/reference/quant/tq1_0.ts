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
 */
import { blockFormat, halfAt } from './format.ts';

/** Bytes from which to which, and how many digits of each. */
const RUNS = [
  { at: 0, bytes: 32, digits: 5 },
  { at: 32, bytes: 16, digits: 5 },
  { at: 48, bytes: 4, digits: 4 },
] as const;

export const tq1_0 = blockFormat('TQ1_0', 256, 54, (bytes, p, out, o) => {
  const d = halfAt(bytes, p + 52);
  let i = o;
  for (const run of RUNS) {
    for (let n = 0; n < run.digits; n++) {
      for (let m = 0; m < run.bytes; m++) {
        const shifted = ((bytes[p + run.at + m] as number) * 3 ** n) & 255;
        out[i++] = d * (((shifted * 3) >>> 8) - 1);
      }
    }
  }
});
