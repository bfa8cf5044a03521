/**
 * What `quantize` may lose: |x − dequantize(quantize(x))| ≤ relative · (greatest |x| of the block) + absolute, for blocks of values
 * within `range`.
 */
export interface QuantError {
  readonly relative: number;
  readonly absolute: number;
  /** The values that a block may have, both ends included. */
  readonly range: readonly [low: number, high: number];
}

/** The greatest finite binary16. */
export const HALF_MAX = 65504;
/** What rounding a normal number to binary16 moves it by at most, relatively. */
const HALF_RELATIVE = 2 ** -11;
/** What rounding a subnormal number to binary16 moves it by at most. */
const HALF_ABSOLUTE = 2 ** -25;

/** The error of a float format with `digits` significant bits whose smallest number is `smallest` and greatest `greatest`. */
export function floatError(digits: number, smallest: number, greatest: number): QuantError {
  return { relative: 2 ** -digits, absolute: smallest / 2, range: [-greatest, greatest] };
}

/**
 * The error of a format x = d · c with d stored as binary16, |c| ≤ `reach` and d = (greatest |x|) / reach. `codes` is what choosing
 * c loses, in parts of the greatest |x|; storing d loses a part of 2^-11, or c · 2^-25 where d is subnormal. What is left of
 * binary32 steps is below 2^-20.
 */
export function scaledError(codes: number, reach: number): QuantError {
  return {
    relative: codes + HALF_RELATIVE + 2 ** -20,
    absolute: reach * HALF_ABSOLUTE,
    range: [-reach * HALF_MAX, reach * HALF_MAX],
  };
}

/**
 * The error of a format x = d · q + m with q ≤ `quantMax`, m the least x and both binary16 (steps.ts): half a step of a range that may
 * be twice the greatest |x|, d as binary16 times q, and m as binary16.
 */
export function stepsError(quantMax: number): QuantError {
  return {
    relative: 1 / quantMax + 3 * HALF_RELATIVE + 2 ** -20,
    absolute: (quantMax + 1) * HALF_ABSOLUTE,
    range: [-HALF_MAX, HALF_MAX],
  };
}

/**
 * The error of a format x = d · s · q − dmin · m in groups, with q ≤ `quantMax`, s and m ≤ `codeMax` (affineGroups.ts). In parts
 * of the greatest |x| of the block, which the range of a group may be twice: half a step of q, half a step of s times q, half a
 * step of m, and d and dmin as binary16.
 */
export function affineError(quantMax: number, codeMax: number): QuantError {
  return {
    relative: 1 / quantMax + 1 / codeMax + 1 / (2 * codeMax) + 3 * HALF_RELATIVE + 2 ** -20,
    absolute: (quantMax + 1) * codeMax * HALF_ABSOLUTE,
    range: [-codeMax * HALF_MAX, codeMax * HALF_MAX],
  };
}

/**
 * The error of a format whose elements are points of a grid, chosen eight or four at once: what is promised of one element is only that it
 * stays within the greatest |x| of the block, on its own side of zero (`sides` 1) or on either (2).
 */
export function pointError(sides: 1 | 2, reach: number): QuantError {
  return scaledError(sides, reach);
}
