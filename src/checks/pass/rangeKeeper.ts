import type { Range } from '../../gguf/rangeList.ts';

/** Copies ranges out of a file as its bytes come by, in order and in pieces of any size. */
export class RangeKeeper {
  /** The bytes of the ranges, one after another, as far as they have come by. */
  readonly bytes: Uint8Array;
  readonly #ranges: readonly Range[];
  /** The first range that does not end before the next piece, and where its bytes belong. */
  #next = 0;
  #at = 0;

  /** `ranges`: in the order of the file and apart from each other. */
  constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
    this.bytes = new Uint8Array(bytesIn(ranges));
  }

  /** The bytes of the file from `start` on. */
  piece(piece: Uint8Array, start: number): void {
    const end = start + piece.length;
    for (let range = this.#ranges[this.#next]; range && range.start < end; range = this.#ranges[this.#next]) {
      const from = Math.max(range.start, start);
      const to = Math.min(range.end, end);
      this.bytes.set(piece.subarray(from - start, to - start), this.#at + from - range.start);
      if (range.end > end) return;
      this.#at += range.end - range.start;
      this.#next++;
    }
  }
}

function bytesIn(ranges: readonly Range[]): number {
  let total = 0;
  for (const { start, end } of ranges) total += end - start;
  return total;
}
