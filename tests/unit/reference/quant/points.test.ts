/** The points of grids that quantisers choose, against a search of all that are allowed, and their signs. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/core/rng.ts';
import { IQ1_GRID } from '../../../../src/reference/quant/grids/iq1.ts';
import { IQ2_S_GRID } from '../../../../src/reference/quant/grids/iq2_s.ts';
import { nearestPoint } from '../../../../src/reference/quant/nearestPoint.ts';
import { shiftedPoints, type ShiftedPoints } from '../../../../src/reference/quant/shiftedPoints.ts';
import { signedPoints, type SignedPoints } from '../../../../src/reference/quant/signedPoints.ts';

const GREATEST = 1 + 1 / 8;
/** Of the groups of 16: in turn usual, a third, too small for the smallest scale, and zero. */
const SIZES = [1, 1 / 3, 1 / 100, 0];

interface Run {
  readonly target: readonly number[];
  /** Where the outermost element of the group stands in the run, if it does and must be kept. */
  readonly pin: number;
}

/** Runs of `runSize` elements in parts of their group's scale. */
function runsOf(x: readonly number[], groupSize: number, runSize: number): readonly Run[] {
  const greatest = Math.max(...x.map(Math.abs));
  const smallestScale = greatest / GREATEST / 15;
  return Array.from({ length: x.length / runSize }, (_, r) => {
    const from = r * runSize;
    const start = from - (from % groupSize);
    const magnitudes = x.slice(start, start + groupSize).map(Math.abs);
    const wanted = Math.max(...magnitudes) / GREATEST;
    const kept = wanted >= smallestScale;
    const at = start + magnitudes.indexOf(Math.max(...magnitudes)) - from;
    const target = x.slice(from, from + runSize).map((value) => value / (kept ? wanted : smallestScale));
    return { target, pin: kept && at >= 0 && at < runSize ? at : -1 };
  });
}

function distanceTo(target: readonly number[], k: number, point: number, shift: number): number {
  let sum = 0;
  for (let j = 0; j < 8; j++) sum += (target[8 * k + j]! - IQ1_GRID[8 * point + j]! - shift) ** 2;
  return sum;
}

/** The least distance of `run` from points with `shift`, its pinned element being the outermost on the side of the shift. */
function leastWith({ target, pin }: Run, shift: number): number {
  let total = 0;
  for (let k = 0; k < target.length / 8; k++) {
    let least = Infinity;
    for (let point = 0; point < IQ1_GRID.length / 8; point++) {
      const fits = pin < 8 * k || pin >= 8 * (k + 1) || IQ1_GRID[8 * point + pin - 8 * k] === Math.sign(shift);
      if (fits) least = Math.min(least, distanceTo(target, k, point, shift));
    }
    total += least;
  }
  return total;
}

describe.each([
  ['IQ1_S', 32, 32],
  ['IQ1_M', 16, 8],
])('the ternary points of %s', (_type, groupSize, runSize) => {
  const rng = new Rng(31);
  const x = Array.from({ length: 256 }, (_, i) => rng.normal() * SIZES[Math.floor(i / groupSize) % 4]!);
  const runs = runsOf(x, groupSize, runSize);
  const chosen = (): ShiftedPoints => shiftedPoints(Float64Array.from(x), groupSize, runSize)!;
  const pointsOf = ({ points }: ShiftedPoints, r: number): readonly number[] =>
    points.slice((r * runSize) / 8, ((r + 1) * runSize) / 8);

  it('are, with their shift, the nearest that keep the outermost element', () => {
    const block = chosen();
    runs.forEach((run, r) => {
      const shift = block.negative[r]! ? -1 / 8 : 1 / 8;
      const found = pointsOf(block, r).reduce((sum, point, k) => sum + distanceTo(run.target, k, point, shift), 0);
      const shifts = run.pin < 0 ? [1 / 8, -1 / 8] : [Math.sign(run.target[run.pin]!) / 8];
      expect(shifts).toContain(shift);
      expect(Math.abs(found - Math.min(...shifts.map((s) => leastWith(run, s)))), `run ${String(r)}`).toBeLessThan(
        1e-9,
      );
    });
    const counts = [runs.filter(({ pin }) => pin >= 0).length, runs.filter(({ pin }) => pin < 0).length];
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(4);
  });

  it('keep the outermost element of each group outermost, on its side', () => {
    const block = chosen();
    runs.forEach(({ target, pin }, r) => {
      if (pin < 0) return;
      const sign = Math.sign(target[pin]!);
      expect(block.negative[r]).toBe(sign < 0);
      expect(IQ1_GRID[8 * pointsOf(block, r)[Math.floor(pin / 8)]! + (pin % 8)]).toBe(sign);
    });
  });

  it('take the positive shift of two that are as near', () => {
    const { negative } = chosen();
    const zeros = runs.flatMap(({ target }, r) => (target.every((value) => value === 0) ? [negative[r]] : []));
    expect(zeros.length).toBeGreaterThan(1);
    expect(new Set(zeros)).toEqual(new Set([false]));
  });
});

/** A point with 0 at `at` and no 1 before, of which two values at least would have to change with that 0 for a point that has 1 there. */
function loner(at: number): readonly number[] {
  const points = Array.from({ length: IQ1_GRID.length / 8 }, (_, p) => [...IQ1_GRID.subarray(8 * p, 8 * p + 8)]);
  const change = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, j) => sum + (j === at ? 0 : (value - b[j]!) ** 2), 0);
  const found = points.find(
    (point) =>
      point[at] === 0 &&
      !point.slice(0, at).includes(1) &&
      points.every((other) => other[at] !== 1 || change(point, other) >= 2),
  );
  if (!found) throw new Error(`expected a point that stands alone at ${String(at)}, found none`);
  return found;
}

describe('a ternary point that lacks the outermost element', () => {
  it.each([0, 2])('is not taken, though it is the nearest: element %i', (at) => {
    const eight = loner(at).map((value, j) => (j === at ? GREATEST : value + 1 / 8));
    const free = nearestPoint(IQ1_GRID, Float64Array.from(eight), 1 / 8);
    expect([IQ1_GRID[8 * free.point + at], free.distance]).toEqual([0, 1]);
    const { points, negative } = shiftedPoints(
      Float64Array.from([...eight, ...new Array<number>(248).fill(0)]),
      16,
      8,
    )!;
    expect([IQ1_GRID[8 * points[0]! + at], negative[0]]).toEqual([1, false]);
  });
});

describe('the signs of points', () => {
  const chosen = (evenSigns: boolean, ...eight: readonly number[]): SignedPoints =>
    signedPoints(
      Float64Array.from({ length: 256 }, (_, i) => eight[i % 8]!),
      { grid: IQ2_S_GRID, width: 8, greatest: 43, groupSize: 16, unit: 1 / 8, evenSigns },
    )!;
  const signs = (evenSigns: boolean, ...eight: readonly number[]): readonly number[] => [
    ...new Set(chosen(evenSigns, ...eight).signs),
  ];

  it('are those of the elements where they are free; zero has none', () => {
    expect(signs(false, 0, -1, 1, -0, 1, -1, 1, -2)).toEqual([0b10100010]);
  });

  it('are even in number by way of the smallest element, the last of equals', () => {
    expect(signs(true, 1, -1, 1, 1, 1, 1, 1, 1)).toEqual([0b10000010]);
    expect(signs(true, 1, -1, 1, 0.5, 1, 1, 1, 1)).toEqual([0b1010]);
    expect(signs(true, 1, -0.5, 1, 1, 1, 1, 1, 1)).toEqual([0]);
    expect(signs(true, 1, -1, 1, -1, 1, 1, 1, 1)).toEqual([0b1010]);
  });
});
