/** A mapping that can be gone back to what it was: each change costs as much as it changes, however much it holds. */
import { step } from '../steps.ts';

/** What a name holds at the ends of the first `ways` of several. */
interface Ends<V> {
  readonly value: V | undefined;
  readonly ways: number;
}

/** What a name was before it was changed. */
interface Before<V> {
  readonly name: string;
  readonly value: V | undefined;
}

/** A change is noted, gone back over and made again at every way around it. */
const STEPS_OF_CHANGE = 6;

const NO_CHANGES: ReadonlyMap<string, undefined> = new Map<string, undefined>();

export class Journal<V> {
  /** Undefined where nothing is held: a large map from which much is deleted is slow. */
  #values = new Map<string, V | undefined>();
  /** Since the outermost of the ways that are gone. */
  #trail: Before<V>[] = [];
  #ways = 0;

  get(name: string): V | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: V): void {
    step();
    this.#remember(name);
    this.#values.set(name, value);
  }

  delete(name: string): void {
    if (this.#values.get(name) === undefined) return;
    this.#remember(name);
    this.#values.set(name, undefined);
  }

  /** Goes each of several ways from here. Behind them a name holds what it holds at the end of every one, joined. */
  alternatives(ways: readonly (() => void)[], join: (a: V, b: V) => V): void {
    const both = (a: V | undefined, b: V | undefined): V | undefined =>
      a === undefined || b === undefined ? undefined : join(a, b);
    const all = new Map<string, Ends<V>>();
    ways.forEach((way, i) => {
      for (const [name, value] of this.changesOf(way)) {
        const before = this.#values.get(name);
        const known = all.get(name) ?? { value: before, ways: Math.min(i, 1) };
        // Ways that leave it as it is.
        const so = known.ways < i ? both(known.value, before) : known.value;
        all.set(name, { value: i === 0 ? value : both(so, value), ways: i + 1 });
      }
    });
    for (const [name, { value, ways: count }] of all)
      this.#put(name, count < ways.length ? both(value, this.#values.get(name)) : value);
  }

  /** What `way` makes of the names that it changes; they are what they were again. */
  changesOf(way: () => void): ReadonlyMap<string, V | undefined> {
    const begin = this.#trail.length;
    this.#ways++;
    way();
    this.#ways--;
    return this.#trail.length === begin ? NO_CHANGES : this.#goBack(this.#trail.splice(begin));
  }

  #goBack(trail: readonly Before<V>[]): ReadonlyMap<string, V | undefined> {
    step(STEPS_OF_CHANGE * trail.length);
    const changes = new Map<string, V | undefined>();
    for (const { name } of trail) changes.set(name, this.#values.get(name));
    for (let i = trail.length - 1; i >= 0; i--) {
      const { name, value } = trail[i] as Before<V>;
      this.#values.set(name, value);
    }
    return changes;
  }

  /** Calls `body` where nothing is held yet. */
  apart<T>(body: () => T): T {
    const [values, trail] = [this.#values, this.#trail];
    this.#values = new Map<string, V | undefined>();
    this.#trail = [];
    try {
      return body();
    } finally {
      this.#values = values;
      this.#trail = trail;
    }
  }

  #put(name: string, value: V | undefined): void {
    if (value === undefined) this.delete(name);
    else this.set(name, value);
  }

  #remember(name: string): void {
    if (this.#ways > 0) this.#trail.push({ name, value: this.#values.get(name) });
  }
}
