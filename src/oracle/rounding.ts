/** Units of rounding, from Higham, "Accuracy and Stability of Numerical Algorithms" (2002), chapter 3. */

/** Unit roundoff of binary32, round to nearest. */
export const U32 = 2 ** -24;
/** One unit in the last place of binary32, relative: what an error of 1 ulp amounts to at most. */
export const ULP32 = 2 ** -23;
/** The smallest subnormal of binary32: what gradual underflow may lose in one operation. */
export const ETA32 = 2 ** -149;
/** The smallest normal of binary32: what flushing to zero may lose. */
export const TINY32 = 2 ** -126;
export const MAX32 = (2 - 2 ** -23) * 2 ** 127;

/** γ_n = n·u / (1 − n·u): the relative error of n roundings in a row. */
export function gamma(n: number, u = U32): number {
  return (n * u) / (1 - n * u);
}

/**
 * The probabilistic counterpart of n roundings, λ·√n·u with λ = 6 (Higham and Mary, 2019), as a part of γ_n. A warning
 * band, never a verdict.
 */
export function probabilisticShare(n: number): number {
  return Math.min(1, 6 / Math.sqrt(Math.max(1, n)));
}
