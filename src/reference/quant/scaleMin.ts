import type { AffineGroups } from './affineGroups.ts';
import { orInto, putHalf } from './format.ts';

/**
 * The eight 6-bit scales and minima of Q4_K and Q5_K, packed in 12 bytes from `p`. Of the first four groups they are the low
 * six bits of bytes j and j + 4. Of the last four, bytes 8 to 11 hold the low nibbles (scale low, minimum high), and the top two
 * bits of the earlier bytes the rest.
 */
export function scaleAndMin(bytes: Uint8Array, p: number, group: number): readonly [scale: number, min: number] {
  const at = (i: number): number => bytes[p + i] as number;
  if (group < 4) return [at(group) & 63, at(group + 4) & 63];
  const nibbles = at(group + 4);
  return [(nibbles & 15) | ((at(group - 4) >>> 6) << 4), (nibbles >>> 4) | ((at(group) >>> 6) << 4)];
}

/** Writes what `scaleAndMin` reads; the bits are still 0. */
function putScaleAndMin(bytes: Uint8Array, p: number, group: number, scale: number, min: number): void {
  if (group < 4) {
    orInto(bytes, p + group, scale);
    orInto(bytes, p + group + 4, min);
  } else {
    orInto(bytes, p + group + 4, (scale & 15) | ((min & 15) << 4));
    orInto(bytes, p + group - 4, (scale >>> 4) << 6);
    orInto(bytes, p + group, (min >>> 4) << 6);
  }
}

/** The first 16 bytes of a block of Q4_K or Q5_K: d, dmin, scales and minima. */
export function putAffineScales(bytes: Uint8Array, { scale, min }: AffineGroups): void {
  putHalf(bytes, 0, scale.d);
  putHalf(bytes, 2, min.d);
  scale.codes.forEach((code, g) => {
    putScaleAndMin(bytes, 4, g, code, min.codes[g] as number);
  });
}
