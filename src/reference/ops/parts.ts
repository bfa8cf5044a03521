/** The parts of `x`, `width` wide each, that stand at `places`, one after another. */
export function gather(x: Float64Array, width: number, places: readonly number[]): Float64Array {
  const parts = new Float64Array(places.length * width);
  places.forEach((place, i) => {
    parts.set(x.subarray(place * width, (place + 1) * width), i * width);
  });
  return parts;
}

/** Puts parts back: the i-th to place `places[i]` of `out`. */
export function scatter(parts: Float64Array, width: number, places: readonly number[], out: Float64Array): void {
  places.forEach((place, i) => {
    out.set(parts.subarray(i * width, (i + 1) * width), place * width);
  });
}
