/**
 * MXFP4: 32 elements in 17 bytes, 4-bit floats E2M1 with a shared power of two E8M0 (OCP Microscaling Formats 1.0).
 *
 *   byte  0       1                    17
 *         | e u8  | qs: 16 bytes       |
 *
 *   x[j] = 2^(e − 127) · e2m1(qs[j] & 15)        x[j + 16] = 2^(e − 127) · e2m1(qs[j] >> 4)
 *
 * The specification makes e = 255 a NaN; engines compute with 2^128 and so does this, and the gatekeeper refuses the block.
 *
 * Quantised with the greatest power of two not above max |x| / 4, so that this element lies in [4, 8) and gets 4 or 6 (section 6.3
 * of the specification), and the nearest E2M1, ties to the smaller magnitude. Equal to the gguf package, but for max |x| less than a
 * millionth below a power of two, where its logarithm in binary32 rounds up.
 */
import { E2M1_DOUBLED, nearestE2m1 } from './e2m1.ts';
import { e8m0ToNumber, numberToE8m0 } from './e8m0.ts';
import { greatestMagnitude } from './extremes.ts';
import { blockFormat, orInto } from './format.ts';

const FLOAT_MAX = (2 - 2 ** -23) * 2 ** 127;

export const mxfp4 = blockFormat({
  type: 'MXFP4',
  blockSize: 32,
  blockBytes: 17,
  error: { relative: 1 / 4, absolute: 2 ** -127, range: [-FLOAT_MAX, FLOAT_MAX] },
  dequantizeBlock(bytes, p, out, o) {
    const half = e8m0ToNumber(bytes[p] as number) / 2;
    for (let j = 0; j < 16; j++) {
      const codes = bytes[p + 1 + j] as number;
      out[o + j] = half * (E2M1_DOUBLED[codes & 15] as number);
      out[o + j + 16] = half * (E2M1_DOUBLED[codes >>> 4] as number);
    }
  },
  quantizeBlock(x, bytes) {
    const e = numberToE8m0(greatestMagnitude(x) / 4);
    const half = e8m0ToNumber(e) / 2;
    bytes[0] = e;
    x.forEach((value, j) => {
      orInto(bytes, 1 + (j & 15), nearestE2m1(value / half) << (j < 16 ? 0 : 4));
    });
  },
});
