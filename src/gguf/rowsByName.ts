import { size64At } from '../core/byteReader.ts';
import { decodedName } from './names.ts';
import type { NamedRows } from './namedRows.ts';
import type { MetadataStore } from './values.ts';

/** Up to as many rows, some times those of the largest models, are made into objects once and kept; of more, each when it is asked for. */
export const MOST_KEPT_ROWS = 1 << 16;

/** What the rows of a table hold, in its order and by name. `make` gives what row `index` holds; no two have one name. */
export function rowsByName<T>(
  store: MetadataStore,
  rows: NamedRows,
  make: (index: number) => T,
): ReadonlyMap<string, T> {
  const lazy = new RowsByName(store, rows, make);
  return rows.length > MOST_KEPT_ROWS ? lazy : new Map(lazy);
}

/** Finds rows by the bytes of their names, in the table as it is in the file. */
class RowsByName<T> implements ReadonlyMap<string, T> {
  readonly #store: MetadataStore;
  readonly #rows: NamedRows;
  readonly #make: (index: number) => T;

  constructor(store: MetadataStore, rows: NamedRows, make: (index: number) => T) {
    this.#store = store;
    this.#rows = rows;
    this.#make = make;
  }

  get size(): number {
    return this.#rows.length;
  }

  has(name: string): boolean {
    return this.#indexOf(name) >= 0;
  }

  get(name: string): T | undefined {
    const index = this.#indexOf(name);
    return index < 0 ? undefined : this.#make(index);
  }

  forEach(visit: (value: T, name: string, map: ReadonlyMap<string, T>) => void): void {
    for (const [name, value] of this.entries()) visit(value, name, this);
  }

  *values(): MapIterator<T> {
    for (let index = 0; index < this.#rows.length; index++) yield this.#make(index);
  }

  *keys(): MapIterator<string> {
    for (let index = 0; index < this.#rows.length; index++) yield nameOfRow(this.#store, this.#rows.startOf(index));
  }

  *entries(): MapIterator<[string, T]> {
    for (let index = 0; index < this.#rows.length; index++)
      yield [nameOfRow(this.#store, this.#rows.startOf(index)), this.#make(index)];
  }

  [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  #indexOf(name: string): number {
    const bytes = Buffer.from(name);
    return this.#rows.find(this.#store, bytes, 0, bytes.length);
  }
}

/** The name of the row that begins at `at`. */
export function nameOfRow({ bytes, view, littleEndian }: MetadataStore, at: number): string {
  return decodedName(bytes, at + 8, size64At(view, at, littleEndian));
}
