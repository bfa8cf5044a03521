/**
 * Q4_0: 32 elements in 18 bytes, 4-bit quants around 8 with a scale d.
 *
 *   byte  0      2                    18
 *         | d f16| qs: 16 bytes       |
 *
 * Byte j of qs holds element j in its low nibble and element j + 16 in its high nibble:
 *
 *   x[j] = d · ((qs[j] & 15) − 8)        x[j + 16] = d · ((qs[j] >> 4) − 8)
 *
 * Quantised in binary32: d = (outermost x) / −8, so that this element gets quant 0; quant = ⌊x / d + 8½⌋, at most 15. Equal to the
 * gguf package. An element opposite to the outermost is cut off: up to one d away.
 */
import { centredCode32, reciprocal32, toBinary32 } from './binary32.ts';
import { scaledError } from './error.ts';
import { outermost } from './extremes.ts';
import { blockFormat, halfAt, orInto, putHalf } from './format.ts';

export const q4_0 = blockFormat({
  type: 'Q4_0',
  blockSize: 32,
  blockBytes: 18,
  error: scaledError(1 / 8, 8),
  dequantizeBlock(bytes, p, out, o) {
    const d = halfAt(bytes, p);
    for (let j = 0; j < 16; j++) {
      const quants = bytes[p + 2 + j] as number;
      out[o + j] = d * ((quants & 15) - 8);
      out[o + j + 16] = d * ((quants >>> 4) - 8);
    }
  },
  quantizeBlock(x, bytes) {
    const values = toBinary32(x);
    const d = Math.fround(outermost(values) / -8);
    const reciprocal = reciprocal32(d);
    putHalf(bytes, 0, d);
    values.forEach((value, j) => {
      orInto(bytes, 2 + (j & 15), centredCode32(value, reciprocal, 8) << (j < 16 ? 0 : 4));
    });
  },
});
