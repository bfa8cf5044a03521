/**
 * Quantising as the common quantisers do it: in binary32, rounded after each step, with the reciprocal of the scale before it is
 * rounded to binary16. The element of the greatest magnitude gets the outermost code for that reason, and the scale is found again
 * in what the block dequantises to.
 */

/** `x` rounded to binary32. */
export function toBinary32(x: Float64Array): Float64Array {
  return x.map(Math.fround);
}

/** 1 / scale in binary32; 0 where the scale is 0 or so small that the reciprocal overflows. */
export function reciprocal32(scale: number): number {
  const reciprocal = Math.fround(1 / scale);
  return Number.isFinite(reciprocal) ? reciprocal : 0;
}

/** round(x · reciprocal), the product rounded to binary32, halves away from zero. */
export function quotient32(x: number, reciprocal: number): number {
  return roundHalfAway(Math.fround(x * reciprocal));
}

/** ⌊x · reciprocal + centre + ½⌋, at most 2 · centre − 1: the code of a format whose codes stand around `centre`. */
export function centredCode32(x: number, reciprocal: number, centre: number): number {
  const shifted = Math.fround(Math.fround(x * reciprocal) + centre + 0.5);
  return Math.min(2 * centre - 1, Math.trunc(shifted));
}

/** The nearest integer, halves away from zero. */
function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
