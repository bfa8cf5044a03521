import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/core/rng.ts';
import { IQ2_S_GRID } from '../../../../src/reference/quant/grids/iq2_s.ts';
import { nearestPoint, outermostIndex } from '../../../../src/reference/quant/nearestPoint.ts';

describe('nearestPoint', () => {
  it('is the first of the nearest by distances that are all written out', () => {
    const rng = new Rng(9);
    for (let k = 0; k < 50; k++) {
      const target = Float64Array.from({ length: 8 }, () => rng.float64() * 50);
      const at = rng.int(0, 7);
      const distances = Array.from({ length: IQ2_S_GRID.length / 8 }, (_, p) =>
        target.reduce((sum, value, j) => sum + (value - IQ2_S_GRID[p * 8 + j]! - 0.125) ** 2, 0),
      );
      const free = nearestPoint(IQ2_S_GRID, target, 0.125);
      expect(free.point).toBe(distances.indexOf(Math.min(...distances)));
      const allowed = distances.map((distance, p) => (IQ2_S_GRID[p * 8 + at] === 43 ? distance : Infinity));
      const pinned = nearestPoint(IQ2_S_GRID, target, 0.125, { at, value: 43 });
      expect(pinned.point).toBe(allowed.indexOf(Math.min(...allowed)));
      expect(pinned.distance).toBeCloseTo(Math.min(...allowed), 9);
    }
  });

  it('takes the lowest number of points that are as near', () => {
    const grid = Int8Array.of(1, 1, 3, 1, 1, 3, 3, 3);
    expect(nearestPoint(grid, Float64Array.of(2, 1))).toEqual({ point: 0, distance: 1 });
    expect(nearestPoint(grid, Float64Array.of(2, 3))).toEqual({ point: 2, distance: 1 });
    expect(nearestPoint(grid, Float64Array.of(3.5, 3.5), 0.5)).toEqual({ point: 3, distance: 0 });
    expect(nearestPoint(grid, Float64Array.of(0.5, 2.5), -0.5)).toEqual({ point: 2, distance: 0 });
  });

  it('keeps an element that is pinned, and finds nothing where no point has it', () => {
    const grid = Int8Array.of(1, 1, 3, 1, 1, 3, 3, 3);
    expect(nearestPoint(grid, Float64Array.of(1, 1), 0, { at: 0, value: 3 })).toEqual({ point: 1, distance: 4 });
    expect(nearestPoint(grid, Float64Array.of(1, 1), 0, { at: 1, value: 3 })).toEqual({ point: 2, distance: 4 });
    expect(nearestPoint(grid, Float64Array.of(1, 1), 0, { at: 1, value: 5 })).toEqual({
      point: -1,
      distance: Infinity,
    });
  });
});

describe('outermostIndex', () => {
  it('is where the greatest magnitude stands, the first of equals', () => {
    expect(outermostIndex(Float64Array.of(1, -3, 2, 3))).toBe(1);
    expect(outermostIndex(Float64Array.of(-4, 4))).toBe(0);
    expect(outermostIndex(Float64Array.of(0, 1, -2))).toBe(2);
    expect(outermostIndex(Float64Array.of(0, 0))).toBe(0);
  });
});
