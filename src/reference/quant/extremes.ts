/** The element of the greatest magnitude, with its sign; the first of equals. */
export function outermost(x: Float64Array): number {
  let found = x[0] as number;
  for (const value of x) if (Math.abs(value) > Math.abs(found)) found = value;
  return found;
}

/** The greatest magnitude of `x`. */
export function greatestMagnitude(x: Float64Array): number {
  return Math.abs(outermost(x));
}
