/**
 * TQ2_0: 256 elements in 66 bytes, ternary values in two bits each, with a scale d.
 *
 *   byte  0                     64     66
 *         | qs: 64 bytes        | d f16|
 *
 * Each half of 128 elements has 32 bytes; byte m of them holds, two bits each from the lowest, elements m, m + 32, m + 64 and m + 96:
 *
 *   x = d · (q − 1)
 *
 * Quantised as ternary.ts says.
 */
import { scaledError } from './error.ts';
import { blockFormat, halfAt, putHalf } from './format.ts';
import { ternaryDigits } from './ternary.ts';
import { putTwoBits, twoBits } from './twoBits.ts';

export const tq2_0 = blockFormat({
  type: 'TQ2_0',
  blockSize: 256,
  blockBytes: 66,
  error: scaledError(1 / 2, 1),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p + 64);
    for (let i = 0; i < 256; i++) out[o + i] = d * (twoBits(bytes, p, i) - 1);
  },
  quantizeBlock(x, bytes) {
    const { d, digits } = ternaryDigits(x);
    putHalf(bytes, 64, d);
    digits.forEach((digit, i) => {
      putTwoBits(bytes, 0, i, digit);
    });
  },
});
