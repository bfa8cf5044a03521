/** A mapping that can be gone back to what it was: each change costs as much as it changes, however much it holds. */
export class Journal<V> {
  #values = new Map<string, V>();
  /** What each name was before it was changed, one mapping for each way that is gone. */
  readonly #undo: Map<string, V | undefined>[] = [];

  get(name: string): V | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: V): void {
    this.#remember(name);
    this.#values.set(name, value);
  }

  delete(name: string): void {
    if (!this.#values.has(name)) return;
    this.#remember(name);
    this.#values.delete(name);
  }

  /** Goes each of several ways from here. Behind them a name holds what it holds at the end of every one, joined. */
  alternatives(ways: readonly (() => void)[], join: (a: V, b: V) => V): void {
    const ends = ways.map((way) => this.#changesOf(way));
    const changed = new Set(ends.flatMap((end) => [...end.keys()]));
    for (const name of changed) {
      const values = ends.map((end) => (end.has(name) ? end.get(name) : this.#values.get(name)));
      const [first, ...others] = values.filter((value) => value !== undefined);
      if (first === undefined || others.length + 1 < values.length) this.delete(name);
      else this.set(name, others.reduce(join, first));
    }
  }

  /** Calls `body` where nothing is held yet. */
  apart<T>(body: () => T): T {
    const outside = this.#values;
    this.#values = new Map();
    this.#undo.push(new Map());
    try {
      return body();
    } finally {
      this.#undo.pop();
      this.#values = outside;
    }
  }

  /** What `way` makes of the names that it changes; they are what they were again. */
  #changesOf(way: () => void): ReadonlyMap<string, V | undefined> {
    const before = new Map<string, V | undefined>();
    this.#undo.push(before);
    way();
    this.#undo.pop();
    const changes = new Map([...before.keys()].map((name) => [name, this.#values.get(name)] as const));
    for (const [name, value] of before) {
      if (value === undefined) this.#values.delete(name);
      else this.#values.set(name, value);
    }
    return changes;
  }

  #remember(name: string): void {
    const before = this.#undo.at(-1);
    if (before && !before.has(name)) before.set(name, this.#values.get(name));
  }
}
