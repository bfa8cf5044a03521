import { f16ToNumber, numberToF16 } from '../../core/f16.ts';

/** Scales in two levels, as the IQ types have them: that of group g is d · unit · (2 · codes[g] + 1). None of them is 0. */
export interface OddScales {
  /** Not rounded yet. */
  readonly d: number;
  readonly codes: readonly number[];
  /** What to divide the elements of each group by. */
  readonly scales: readonly number[];
  /** Groups whose outermost element must get the outermost value: their scale is found again by it. */
  readonly pinned: readonly boolean[];
}

/**
 * Two levels for `wanted`, the scales of the groups: d takes the greatest to the greatest code. As in groupScales.ts, elements are
 * quantised against the scale before it is rounded; a group that wants less than the smallest scale takes the smallest, and there
 * nothing is pinned. Undefined where d rounds to 0 in binary16: the block is all zeros.
 */
export function oddScales(wanted: readonly number[], unit: number, codeMax: number): OddScales | undefined {
  const d = Math.max(...wanted) / (unit * (2 * codeMax + 1));
  if (f16ToNumber(numberToF16(d)) === 0) return undefined;
  const multiples = wanted.map((scale) => scale / (d * unit));
  return {
    d,
    codes: multiples.map((multiple) => Math.min(codeMax, Math.max(0, Math.round((multiple - 1) / 2)))),
    scales: wanted.map((scale, g) => ((multiples[g] as number) < 1 ? d * unit : scale)),
    pinned: multiples.map((multiple) => multiple >= 1),
  };
}
