/** Names that are pairs of one mapping, `{% for key, value in … %}`, until either is assigned. */
export class NamePairs {
  #values = new Map<string, string>();
  /** The other way round. */
  #keys = new Map<string, Set<string>>();

  pair(key: string, value: string): void {
    this.#forgetKey(key);
    this.#values.set(key, value);
    const keys = this.#keys.get(value) ?? new Set();
    this.#keys.set(value, keys.add(key));
  }

  /** Of pairs that `name` was one of. */
  unpair(name: string): void {
    this.#forgetKey(name);
    for (const key of this.#keys.get(name) ?? []) this.#values.delete(key);
    this.#keys.delete(name);
  }

  valueUnder(key: string): string | undefined {
    return this.#values.get(key);
  }

  /** Calls `body` where there are none yet. */
  apart<T>(body: () => T): T {
    const [values, keys] = [this.#values, this.#keys];
    this.#values = new Map();
    this.#keys = new Map();
    try {
      return body();
    } finally {
      [this.#values, this.#keys] = [values, keys];
    }
  }

  #forgetKey(key: string): void {
    const value = this.#values.get(key);
    if (value !== undefined) this.#keys.get(value)?.delete(key);
    this.#values.delete(key);
  }
}
