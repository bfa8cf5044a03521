/**
 * The indices of `keys` in ascending order of key, equal keys in order of index. A merge sort over two lists of integers: sorting by
 * a comparison function takes V8 five times the memory.
 */
export function orderOf(keys: Float64Array): Uint32Array {
  let order = new Uint32Array(keys.length);
  for (let index = 0; index < order.length; index++) order[index] = index;
  let merged = new Uint32Array(keys.length);
  for (let width = 1; width < keys.length; width *= 2) {
    for (let start = 0; start < keys.length; start += 2 * width) mergeRuns(keys, order, merged, start, width);
    [order, merged] = [merged, order];
  }
  return order;
}

/** Merges the runs of `width` at `start` and after it. */
function mergeRuns(keys: Float64Array, from: Uint32Array, into: Uint32Array, start: number, width: number): void {
  const middle = Math.min(start + width, keys.length);
  const end = Math.min(middle + width, keys.length);
  const keyAt = (at: number): number => keys[from[at] as number] as number;
  let [left, right] = [start, middle];
  for (let at = start; at < end; at++) {
    const takesLeft = left < middle && (right === end || keyAt(left) <= keyAt(right));
    into[at] = from[takesLeft ? left++ : right++] as number;
  }
}
