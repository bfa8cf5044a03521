/**
 * NVFP4: 64 elements in 36 bytes, 4-bit floats E2M1 in four groups of 16, each with an 8-bit unsigned float scale UE4M3.
 *
 *   byte  0              4                    36
 *         | d: 4 × UE4M3 | qs: 32 bytes       |
 *
 * Group g has 8 bytes of qs; byte j holds its element j in the low nibble and j + 8 in the high one:
 *
 *   x = ue4m3(d[g]) · e2m1(code)
 */
import { E2M1_DOUBLED } from './e2m1.ts';
import { blockFormat } from './format.ts';
import { ue4m3ToNumber } from './ue4m3.ts';

export const nvfp4 = blockFormat('NVFP4', 64, 36, (bytes, p, out, o) => {
  for (let g = 0; g < 4; g++) {
    const half = ue4m3ToNumber(bytes[p + g] as number) / 2;
    for (let j = 0; j < 8; j++) {
      const codes = bytes[p + 4 + g * 8 + j] as number;
      out[o + g * 16 + j] = half * (E2M1_DOUBLED[codes & 15] as number);
      out[o + g * 16 + j + 8] = half * (E2M1_DOUBLED[codes >>> 4] as number);
    }
  }
});
