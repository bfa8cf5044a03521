/** The names of a scope while a template is rendered. */
import type { Program } from './program.ts';
import { PythonError } from './errors.ts';
import type { Symbols } from './symbols.ts';
import type { Value } from './values.ts';
import { work } from './work.ts';

/** What all scopes of one rendering have in common. */
export interface Rendering {
  readonly program: Program;
  /** What the reader gives, and what every template has. */
  readonly given: ReadonlyMap<string, Value>;
}

export class Frame {
  readonly symbols: Symbols;
  readonly rendering: Rendering;
  readonly #parent: Frame | null;
  /** What is missing is not in it. */
  readonly #values = new Map<string, Value>();

  constructor(symbols: Symbols, rendering: Rendering, parent: Frame | null) {
    this.symbols = symbols;
    this.rendering = rendering;
    this.#parent = parent;
  }

  /** Sets every name to what it is at first; parameters have been set before. */
  enter(): void {
    const { loads } = this.symbols;
    work(loads.size);
    for (const [name, load] of loads) {
      if (load === 'resolve') this.set(name, this.rendering.given.get(name));
      else if (load === 'alias') this.set(name, this.#parent?.get(name));
      else if (load === 'undefined') this.set(name, undefined);
    }
  }

  /** Nothing is left of what the names were. */
  leave(): void {
    this.#values.clear();
  }

  /** Undefined where it is missing. Throws where no scope knows the name, as jinja2 does. */
  get(name: string): Value | undefined {
    if (this.symbols.loads.has(name)) return this.#values.get(name);
    if (this.#parent) return this.#parent.get(name);
    throw new PythonError('AssertionError', `the name '${name}' is unknown to the frame`);
  }

  set(name: string, value: Value | undefined): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}
