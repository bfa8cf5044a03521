/** Element `at` of a point must be `value`. */
export interface Pin {
  readonly at: number;
  readonly value: number;
}

export interface NearestPoint {
  readonly point: number;
  /** The sum of squared differences. */
  readonly distance: number;
}

/**
 * The point of `grid` that, `shift` added to each of its `width` values, is nearest to `target` by the sum of squares: the lowest
 * number of equals. All points are tried.
 */
export function nearestPoint(grid: Int8Array, target: Float64Array, shift = 0, pin?: Pin): NearestPoint {
  const width = target.length;
  let point = -1;
  let distance = Infinity;
  for (let p = 0; p < grid.length; p += width) {
    if (pin && grid[p + pin.at] !== pin.value) continue;
    let sum = 0;
    for (let j = 0; j < width && sum < distance; j++) {
      const difference = (target[j] as number) - (grid[p + j] as number) - shift;
      sum += difference * difference;
    }
    if (sum < distance) [point, distance] = [p / width, sum];
  }
  return { point, distance };
}

/** Where in `group` its outermost element stands, the first of equals. */
export function outermostIndex(group: Float64Array): number {
  let found = 0;
  group.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(group[found] as number)) found = i;
  });
  return found;
}
