import fc from 'fast-check';
import type { Range } from '../../src/gguf/rangeList.ts';

/** Ranges of a file of `size` bytes, in order and apart, empty ones among them. */
export function rangesIn(size: number, maxLength = 8): fc.Arbitrary<readonly Range[]> {
  return fc.array(fc.nat({ max: size }), { maxLength: 2 * maxLength }).map((cuts) => {
    const at = cuts.toSorted((a, b) => a - b);
    return Array.from({ length: at.length >> 1 }, (_, i) => ({ start: at[2 * i]!, end: at[2 * i + 1]! }));
  });
}

export function slicesOf(bytes: Uint8Array, ranges: readonly Range[]): Uint8Array {
  return new Uint8Array(Buffer.concat(ranges.map(({ start, end }) => bytes.subarray(start, end))));
}
