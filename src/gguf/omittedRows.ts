/** Names that are kept. A file with more rows that nobody can use needs no one to know them by name. */
const MOST_NAMES = 4096;

/** Rows of a tensor table that were read and cannot be judged, in the order of the table. */
export class OmittedRows {
  readonly #indices: number[] = [];
  readonly #names = new Set<string>();

  add(index: number, name: string): void {
    this.#indices.push(index);
    if (this.#names.size < MOST_NAMES) this.#names.add(name);
  }

  get length(): number {
    return this.#indices.length;
  }

  /** Names of the first of them. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** The place in the table of the row that is number `index` among those that were not left out. */
  tableIndex(index: number): number {
    let [low, high] = [0, this.#indices.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indices[middle] as number) - middle <= index) low = middle + 1;
      else high = middle;
    }
    return index + low;
  }
}
