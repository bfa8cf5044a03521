import { greatestMagnitude } from './extremes.ts';
import { groupsOf } from './groupScales.ts';
import { nearestPoint, outermostIndex, type Pin } from './nearestPoint.ts';
import { oddScales, type OddScales } from './oddScales.ts';

/** A type whose elements are points of a grid of magnitudes, with signs, in groups with a 4-bit scale each. */
export interface PointGrid {
  readonly grid: Int8Array;
  /** Elements of a point. */
  readonly width: number;
  /** The greatest magnitude of the grid. */
  readonly greatest: number;
  /** Elements that share a scale. */
  readonly groupSize: number;
  /** A scale is d · unit · (2s + 1). */
  readonly unit: number;
  /** Of eight signs, an even number are minus. */
  readonly evenSigns: boolean;
}

export interface SignedPoints {
  readonly d: number;
  /** s of each group. */
  readonly codes: readonly number[];
  /** The number of each point. */
  readonly points: readonly number[];
  /** A byte for each eight elements; bit j is the sign of element j. */
  readonly signs: readonly number[];
}

/**
 * Quantises a block to the points nearest by the sum of squares, among them for the outermost element of a group only those with
 * the greatest magnitude in its place. Where the number of minus signs must be even and is not, the smallest of the eight elements gets the
 * wrong sign. Undefined for a block of zeros.
 */
export function signedPoints(x: Float64Array, format: PointGrid): SignedPoints | undefined {
  const { grid, width, greatest, groupSize, unit, evenSigns } = format;
  const groups = groupsOf(x, groupSize);
  const scaled = oddScales(
    groups.map((group) => greatestMagnitude(group) / greatest),
    unit,
    15,
  );
  if (!scaled) return undefined;
  const signs = groupsOf(x, 8).map((eight) => signsOf(eight, evenSigns));
  const pins = groups.map((group, g) => g * groupSize + outermostIndex(group));
  const targets = targetsOf(x, signs, scaled, groupSize);
  const points = groupsOf(targets, width).map((target, k) => {
    const g = Math.floor((k * width) / groupSize);
    return nearestPoint(grid, target, 0, pinOf(scaled.pinned[g] as boolean, (pins[g] as number) - k * width)).point;
  });
  return { d: scaled.d, codes: scaled.codes, points, signs };

  function pinOf(pinned: boolean, at: number): Pin | undefined {
    return pinned && at >= 0 && at < width ? { at, value: greatest } : undefined;
  }
}

/** What the magnitudes of the points should be: below zero where the sign is the wrong one. */
function targetsOf(x: Float64Array, signs: readonly number[], { scales }: OddScales, groupSize: number): Float64Array {
  return x.map((value, i) => {
    const minus = ((signs[i >>> 3] as number) >>> (i & 7)) & 1;
    return (minus ? -value : value) / (scales[Math.floor(i / groupSize)] as number);
  });
}

function signsOf(eight: Float64Array, even: boolean): number {
  let signs = 0;
  let smallest = 0;
  let count = 0;
  eight.forEach((value, j) => {
    if (value < 0) {
      signs |= 1 << j;
      count++;
    }
    if (Math.abs(value) <= Math.abs(eight[smallest] as number)) smallest = j;
  });
  return even && count % 2 === 1 ? signs ^ (1 << smallest) : signs;
}
