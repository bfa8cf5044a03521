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

/** Where each element lies: which byte, and which digit of it. */
const PLACES = [
  { at: 0, bytes: 32, digits: 5 },
  { at: 32, bytes: 16, digits: 5 },
  { at: 48, bytes: 4, digits: 4 },
].flatMap((run) =>
  Array.from({ length: run.digits * run.bytes }, (_, k) => ({
    byte: run.at + (k % run.bytes),
    digit: Math.floor(k / run.bytes),
  })),
);
const BYTE = Uint8Array.from(PLACES, ({ byte }) => byte);
/** 3^n for digit n. */
const POWER = Uint8Array.from(PLACES, ({ digit }) => 3 ** digit);

export const tq1_0 = blockFormat({
  type: 'TQ1_0',
  blockSize: 256,
  blockBytes: 54,
  error: scaledError(1 / 2, 1),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 52);
    for (let i = 0; i < 256; i++) {
      const shifted = ((bytes[p + (BYTE[i] as number)] as number) * (POWER[i] as number)) & 255;
      out[o + i] = d * (((shifted * 3) >>> 8) - 1);
    }
  },
  quantizeBlock(x, bytes) {
    const { d, digits } = ternaryDigits(x);
    const numerators = new Array<number>(52).fill(0);
    digits.forEach((digit, i) => {
      const byte = BYTE[i] as number;
      numerators[byte] = (numerators[byte] as number) + digit * (81 / (POWER[i] as number));
    });
    bytes.set(numerators.map((numerator) => Math.ceil((256 * numerator) / 243)));
    putHalf(bytes, 52, d);
  },
});
