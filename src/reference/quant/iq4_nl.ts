/**
 * IQ4_NL: 32 elements in 18 bytes, 4-bit codes of a fixed table of 16 values, with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 *   x[j] = d · table[qs[j] & 15]        x[j + 16] = d · table[qs[j] >> 4]
 */
import { blockFormat, halfAt } from './format.ts';
import { IQ4_VALUES } from './iq4Values.ts';

export const iq4_nl = blockFormat('IQ4_NL', 32, 18, (bytes, p, out, o) => {
  const d = halfAt(bytes, p);
  for (let j = 0; j < 16; j++) {
    const codes = bytes[p + 2 + j] as number;
    out[o + j] = d * (IQ4_VALUES[codes & 15] as number);
    out[o + j + 16] = d * (IQ4_VALUES[codes >>> 4] as number);
  }
});
