import { keyOf } from './keys.ts';
import { PyObject, type Value } from './values.ts';

/** A mapping, in the order in which keys were set. */
export class Dict extends PyObject {
  readonly typeName = 'dict';
  readonly #pairs = new Map<unknown, [key: Value, value: Value]>();

  static of(pairs: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of pairs) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.#pairs.size;
  }

  /** Undefined where there is none. Throws where `key` is no key. */
  get(key: Value): Value | undefined {
    return this.#pairs.get(keyOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#pairs.has(keyOf(key));
  }

  /** A key that is there already stays as it was written first. */
  set(key: Value, value: Value): void {
    const known = keyOf(key);
    const pair = this.#pairs.get(known);
    if (pair) pair[1] = value;
    else this.#pairs.set(known, [key, value]);
  }

  delete(key: Value): void {
    this.#pairs.delete(keyOf(key));
  }

  clear(): void {
    this.#pairs.clear();
  }

  pairs(): IterableIterator<readonly [key: Value, value: Value]> {
    return this.#pairs.values();
  }
}

/** What `keys()`, `values()` and `items()` give: the mapping as it is when it is looked at. */
export class DictView extends PyObject {
  readonly dict: Dict;
  readonly of: 'keys' | 'values' | 'items';

  constructor(dict: Dict, of: DictView['of']) {
    super();
    this.dict = dict;
    this.of = of;
  }

  get typeName(): string {
    return `dict_${this.of}`;
  }
}
