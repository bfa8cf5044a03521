/**
 * NVFP4: 64 elements in 36 bytes, 4-bit floats E2M1 in four groups of 16, each with an 8-bit unsigned float scale UE4M3.
 *
 *   byte  0              4                    36
 *         | d: 4 × UE4M3 | qs: 32 bytes       |
 *
 * Group g has 8 bytes of qs; byte j holds its element j in the low nibble and j + 8 in the high one:
 *
 *   x = ue4m3(d[g]) · e2m1(code)
 *
 * Quantised with the scale, among those that bring the greatest |x| of the group to 6 (the nearest such) to above 3½, whose largest error is
 * least, the smaller of equals; then the nearest E2M1, ties to the smaller magnitude. The scale that a group was made with is always among
 * them, and errs by nothing.
 */
import { E2M1_DOUBLED, nearestE2m1 } from './e2m1.ts';
import { greatestMagnitude } from './extremes.ts';
import { blockFormat, orInto } from './format.ts';
import { numberToUe4m3, ue4m3ToNumber } from './ue4m3.ts';

/** Storing the scale moves 6 · d by a seventeenth at most, and half of the widest gap is one d. */
const LOSS = 3 / 16;

export const nvfp4 = blockFormat({
  type: 'NVFP4',
  blockSize: 64,
  blockBytes: 36,
  error: { relative: LOSS, absolute: 6 * 2 ** -10, range: [-6 * 448, 6 * 448] },
  dequantizeBlock(bytes, p, out, o) {
    for (let g = 0; g < 4; g++) {
      const half = ue4m3ToNumber(bytes[p + g] as number) / 2;
      for (let j = 0; j < 8; j++) {
        const codes = bytes[p + 4 + g * 8 + j] as number;
        out[o + g * 16 + j] = half * (E2M1_DOUBLED[codes & 15] as number);
        out[o + g * 16 + j + 8] = half * (E2M1_DOUBLED[codes >>> 4] as number);
      }
    }
  },
  quantizeBlock(x, bytes) {
    for (let g = 0; g < 4; g++) {
      const group = x.subarray(g * 16, (g + 1) * 16);
      const d = bestScale(group);
      bytes[g] = d;
      group.forEach((value, j) => {
        orInto(bytes, 4 + g * 8 + (j & 7), codeOf(value, d) << (j < 8 ? 0 : 4));
      });
    }
  },
});

/** The bits of the scale for `group`; 0 for zeros alone. */
function bestScale(group: Float64Array): number {
  const greatest = greatestMagnitude(group);
  if (greatest === 0) return 0;
  let best = Math.max(1, numberToUe4m3(greatest / 6));
  let least = largestError(group, best);
  for (let d = best + 1; d < 0x7f && ue4m3ToNumber(d) * 3.5 < greatest; d++) {
    const error = largestError(group, d);
    if (error < least) [best, least] = [d, error];
  }
  return best;
}

function largestError(group: Float64Array, d: number): number {
  const half = ue4m3ToNumber(d) / 2;
  return group.reduce((worst, x) => Math.max(worst, Math.abs(x - half * (E2M1_DOUBLED[codeOf(x, d)] as number))), 0);
}

function codeOf(x: number, d: number): number {
  return d === 0 ? 0 : nearestE2m1((2 * x) / ue4m3ToNumber(d));
}
