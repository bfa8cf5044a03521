import { f16ToNumber, numberToF16 } from '../../core/f16.ts';

/** Scales in two levels: that of group g is d · codes[g]. */
export interface GroupScales {
  /** Not rounded yet; 0 where binary16 has nothing but 0 for it. */
  readonly d: number;
  /** Whole numbers from -codeMax to codeMax. */
  readonly codes: readonly number[];
  /** What each group's scale was before it became d · code. */
  readonly scales: readonly number[];
}

/**
 * Two levels for the scales of the groups: d = (greatest |scale|) / codeMax, codes the nearest whole numbers. Elements are quantised against
 * `scales`: the outermost element of each group then gets the outermost quant, whatever its scale is rounded to, and all scales are
 * found again in what the block dequantises to.
 */
export function groupScales(scales: readonly number[], codeMax: number): GroupScales {
  const d = Math.max(...scales.map(Math.abs)) / codeMax;
  if (f16ToNumber(numberToF16(d)) === 0) return { d: 0, codes: scales.map(() => 0), scales: scales.map(() => 0) };
  return { d, codes: scales.map((scale) => Math.round(scale / d)), scales };
}

/** The groups of `size` elements of `x`. */
export function groupsOf(x: Float64Array, size: number): readonly Float64Array[] {
  return Array.from({ length: x.length / size }, (_, g) => x.subarray(g * size, (g + 1) * size));
}

/** The nearest whole number to x / scale, halves up; 0 for a scale of 0. */
export function nearestQuant(x: number, scale: number): number {
  return scale === 0 ? 0 : Math.round(x / scale);
}
