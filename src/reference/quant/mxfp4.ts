/**
 * MXFP4: 32 elements in 17 bytes, 4-bit floats E2M1 with a shared power of two E8M0 (OCP Microscaling Formats 1.0).
 *
 *   byte  0       1                    17
 *         | e u8  | qs: 16 bytes       |
 *
 *   x[j] = 2^(e − 127) · e2m1(qs[j] & 15)        x[j + 16] = 2^(e − 127) · e2m1(qs[j] >> 4)
 *
 * The specification makes e = 255 a NaN; engines compute with 2^128 and so does this, and the gatekeeper refuses the block.
 */
import { E2M1_DOUBLED } from './e2m1.ts';
import { blockFormat } from './format.ts';

export const mxfp4 = blockFormat('MXFP4', 32, 17, (bytes, p, out, o) => {
  const half = 2 ** ((bytes[p] as number) - 128);
  for (let j = 0; j < 16; j++) {
    const codes = bytes[p + 1 + j] as number;
    out[o + j] = half * (E2M1_DOUBLED[codes & 15] as number);
    out[o + j + 16] = half * (E2M1_DOUBLED[codes >>> 4] as number);
  }
});
