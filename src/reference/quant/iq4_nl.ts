/**
 * IQ4_NL: 32 elements in 18 bytes, 4-bit codes of a fixed table of 16 values, with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 *   x[j] = d · table[qs[j] & 15]        x[j + 16] = d · table[qs[j] >> 4]
 *
 * Quantised with d = (outermost x) / −127, so that this element gets code 0, and the nearest value of the table to x / d.
 */
import { scaledError } from './error.ts';
import { outermost } from './extremes.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';
import { IQ4_LOSS, IQ4_VALUES, nearestIq4 } from './iq4Values.ts';

export const iq4_nl = blockFormat({
  type: 'IQ4_NL',
  blockSize: 32,
  blockBytes: 18,
  error: scaledError(IQ4_LOSS, 127),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let j = 0; j < 16; j++) {
      const codes = bytes[p + 2 + j] as number;
      out[o + j] = d * (IQ4_VALUES[codes & 15] as number);
      out[o + j + 16] = d * (IQ4_VALUES[codes >>> 4] as number);
    }
  },
  quantizeBlock(x, bytes) {
    const d = outermost(x) / -127;
    if (putHalf(bytes, 0, d) === 0) return;
    x.forEach((value, j) => {
      orInto(bytes, 2 + (j & 15), nearestIq4(value / d) << (j < 16 ? 0 : 4));
    });
  },
});
