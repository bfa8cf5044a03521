/** What tests have said of paths, where that still holds. */
import { step } from '../steps.ts';
import { STEP, type Fact, type PathFact } from './facts.ts';
import { Journal } from './journal.ts';

interface Held {
  readonly fact: Fact;
  /** The last change of the name with which the path begins, when it was said. */
  readonly change: number | undefined;
}

export class HeldFacts {
  #facts = new Map<string, Held | undefined>();
  /** By name, the last time that it was assigned: what was said before is no longer true. */
  readonly #changes = new Journal<number>();
  #count = 0;

  get(path: string): Fact | undefined {
    const held = this.#facts.get(path);
    return held && held.change === this.#changes.get(rootOf(path)) ? held.fact : undefined;
  }

  forget(name: string): void {
    this.#changes.set(name, ++this.#count);
  }

  /** From here on `said` holds too, until what is given back is called. */
  enter(said: readonly PathFact[]): () => void {
    const outside = said.map(([path]) => this.#facts.get(path));
    for (const [path, fact] of said) {
      step();
      this.#facts.set(path, { fact, change: this.#changes.get(rootOf(path)) });
    }
    return () => {
      // Of one path twice, what was first is what was outside.
      for (let i = said.length - 1; i >= 0; i--) this.#facts.set((said[i] as PathFact)[0], outside[i]);
    };
  }

  /** Goes one of several ways, and back: adds the names that were forgotten on it. */
  goAndBack(way: () => void, forgotten: Set<string>): void {
    for (const name of this.#changes.changesOf(way).keys()) forgotten.add(name);
  }

  /** Calls `body` where nothing has been said yet. */
  apart<T>(body: () => T): T {
    const outside = this.#facts;
    this.#facts = new Map();
    try {
      return this.#changes.apart(body);
    } finally {
      this.#facts = outside;
    }
  }
}

/** The name with which a path begins. */
export function rootOf(path: string): string {
  const end = path.indexOf(STEP);
  return end < 0 ? path : path.slice(0, end);
}
