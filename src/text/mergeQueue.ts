/** Ranks and positions share one key: exact in float64 for ranks below 2^24. */
const POSITIONS = 2 ** 29;

/** A binary heap of pairs waiting to be merged: lowest rank first, leftmost among equals. */
export class MergeQueue {
  /** rank · 2^29 + position. */
  #keys: Float64Array;
  /** Bytes of both symbols when the pair was queued: a pair that changed since is stale. */
  #lengths: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#keys = new Float64Array(capacity);
    this.#lengths = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Where the left symbol of the first pair stands. Ask only when `size` is not 0. */
  get position(): number {
    return (this.#keys[0] as number) % POSITIONS;
  }

  /** Bytes of the first pair when it was queued. Ask only when `size` is not 0. */
  get length(): number {
    return this.#lengths[0] as number;
  }

  push(rank: number, position: number, length: number): void {
    if (this.#size === this.#keys.length) this.#grow();
    const key = rank * POSITIONS + position;
    let i = this.#size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((this.#keys[parent] as number) <= key) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#keys[i] = key;
    this.#lengths[i] = length;
  }

  /** Drops the first pair. Call only when `size` is not 0. */
  pop(): void {
    const last = --this.#size;
    const key = this.#keys[last] as number;
    let i = 0;
    for (let child = 1; child < last; child = 2 * i + 1) {
      if (child + 1 < last && (this.#keys[child + 1] as number) < (this.#keys[child] as number)) child++;
      if (key <= (this.#keys[child] as number)) break;
      this.#move(child, i);
      i = child;
    }
    this.#keys[i] = key;
    this.#lengths[i] = this.#lengths[last] as number;
  }

  #move(from: number, to: number): void {
    this.#keys[to] = this.#keys[from] as number;
    this.#lengths[to] = this.#lengths[from] as number;
  }

  #grow(): void {
    const { length } = this.#keys;
    const keys = new Float64Array(2 * length + 8);
    const lengths = new Int32Array(2 * length + 8);
    keys.set(this.#keys);
    lengths.set(this.#lengths);
    this.#keys = keys;
    this.#lengths = lengths;
  }
}
