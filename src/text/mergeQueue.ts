/** A binary heap of pairs waiting to be merged: lowest rank first, leftmost among equals. Entries are three numbers. */
export class MergeQueue {
  /** Sorted by rank · 2^31 + position, exact in float64 for the ranks and lengths that limits allow. */
  readonly #keys: number[] = [];
  /** What the left and right symbols were when the pair was queued: a pair that changed since is stale. */
  readonly #pairs: number[] = [];

  get size(): number {
    return this.#keys.length;
  }

  push(rank: number, position: number, pair: number): void {
    let i = this.#keys.length;
    const key = rank * 2 ** 31 + position;
    this.#keys.push(key);
    this.#pairs.push(pair);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.#keys[parent] as number) <= key) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** The first pair. Call only when `size` is not 0. */
  pop(): { readonly rank: number; readonly position: number; readonly pair: number } {
    const key = this.#keys[0] as number;
    const pair = this.#pairs[0] as number;
    const lastKey = this.#keys.pop() as number;
    const lastPair = this.#pairs.pop() as number;
    if (this.#keys.length > 0) {
      this.#keys[0] = lastKey;
      this.#pairs[0] = lastPair;
      this.#sink();
    }
    const rank = Math.floor(key / 2 ** 31);
    return { rank, position: key - rank * 2 ** 31, pair };
  }

  #sink(): void {
    const n = this.#keys.length;
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < n && (this.#keys[child] as number) < (this.#keys[least] as number)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #swap(i: number, j: number): void {
    [this.#keys[i], this.#keys[j]] = [this.#keys[j] as number, this.#keys[i] as number];
    [this.#pairs[i], this.#pairs[j]] = [this.#pairs[j] as number, this.#pairs[i] as number];
  }
}
