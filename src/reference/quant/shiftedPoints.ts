import { greatestMagnitude } from './extremes.ts';
import { IQ1_GRID } from './grids/iq1.ts';
import { groupsOf } from './groupScales.ts';
import { nearestPoint, outermostIndex } from './nearestPoint.ts';
import { oddScales } from './oddScales.ts';

/** The outermost value of a ternary point and its shift. */
const GREATEST = 1 + 1 / 8;

/** A block of IQ1_S or IQ1_M before it is packed: x ≈ d · (2 · codes[g] + 1) · (point ± ⅛). */
export interface ShiftedPoints {
  readonly d: number;
  /** s of each group. */
  readonly codes: readonly number[];
  /** The number of each point. */
  readonly points: readonly number[];
  /** Of each run of elements that share a shift: whether it is -⅛. */
  readonly negative: readonly boolean[];
}

interface Run {
  readonly points: readonly number[];
  readonly negative: boolean;
  readonly distance: number;
}

/**
 * Quantises a block in groups of `groupSize` elements with a scale each, and runs of `runSize` with a shift each: the shift and points
 * nearest by the sum of squares, +⅛ of equals. The outermost element of a group must get 1⅛ of its sign. Undefined for a block of zeros.
 */
export function shiftedPoints(x: Float64Array, groupSize: number, runSize: number): ShiftedPoints | undefined {
  const groups = groupsOf(x, groupSize);
  const scaled = oddScales(
    groups.map((group) => greatestMagnitude(group) / GREATEST),
    1,
    7,
  );
  if (!scaled) return undefined;
  const runs = groups.flatMap((group, g) => {
    const targets = group.map((value) => value / (scaled.scales[g] as number));
    const pin = scaled.pinned[g] ? outermostIndex(group) : -1;
    return groupsOf(targets, runSize).map((run, r) => nearestRun(run, pin - r * runSize));
  });
  return {
    d: scaled.d,
    codes: scaled.codes,
    points: runs.flatMap(({ points }) => points),
    negative: runs.map(({ negative }) => negative),
  };
}

/** The better shift for `run`; where its element `pin` is the outermost of the group, the one of its sign. */
function nearestRun(run: Float64Array, pin: number): Run {
  if (pin >= 0 && pin < run.length) return runWith(run, (run[pin] as number) < 0, pin);
  const [plus, minus] = [runWith(run, false, -1), runWith(run, true, -1)];
  return minus.distance < plus.distance ? minus : plus;
}

function runWith(run: Float64Array, negative: boolean, pin: number): Run {
  const sign = negative ? -1 : 1;
  const nearest = groupsOf(run, 8).map((target, k) => {
    const at = pin - 8 * k;
    return nearestPoint(IQ1_GRID, target, sign / 8, at >= 0 && at < 8 ? { at, value: sign } : undefined);
  });
  return {
    points: nearest.map(({ point }) => point),
    negative,
    distance: nearest.reduce((sum, { distance }) => sum + distance, 0),
  };
}
