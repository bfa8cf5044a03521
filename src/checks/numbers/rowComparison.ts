/** The greatest row that is kept to be compared: four times the widest of a published model. */
const MAX_ROW_BYTES = 1 << 20;

/**
 * Whether the rows of a tensor, whose bytes come by in pieces, are all the first one over again. Costs nothing once one is not, which in
 * a sound tensor is the second.
 */
export class RowComparison {
  readonly #first: Uint8Array;
  #repeats: boolean;

  /** A row has `rowBytes`, 0 where rows are nothing to compare, and the tensor `bytes`. */
  constructor(rowBytes: number, bytes: number) {
    this.#repeats = rowBytes > 0 && rowBytes <= MAX_ROW_BYTES && Math.floor(bytes / rowBytes) >= 2;
    this.#first = new Uint8Array(this.#repeats ? rowBytes : 0);
  }

  get repeats(): boolean {
    return this.#repeats;
  }

  /** Bytes of the tensor from byte `at` on; all before them have come by. */
  piece(bytes: Uint8Array, at: number): void {
    if (!this.#repeats) return;
    const kept = Math.min(bytes.length, Math.max(0, this.#first.length - at));
    this.#first.set(bytes.subarray(0, kept), kept > 0 ? at : 0);
    let done = kept;
    while (done < bytes.length) {
      const inRow = (at + done) % this.#first.length;
      const length = Math.min(bytes.length - done, this.#first.length - inRow);
      const same =
        Buffer.compare(bytes.subarray(done, done + length), this.#first.subarray(inRow, inRow + length)) === 0;
      if (!same) {
        this.#repeats = false;
        return;
      }
      done += length;
    }
  }
}
