/** The names of a macro: those that are its own are known under its name too. */
import type { Macro } from '../syntax/nodes.ts';
import { declaredNames } from './declaredNames.ts';
import { freeNames } from './freeNames.ts';

export class MacroScope {
  /** What it may read before it assigns it. */
  readonly free: ReadonlySet<string>;
  readonly #macro: Macro;
  readonly #names: ReadonlySet<string>;

  constructor(macro: Macro) {
    this.free = freeNames(macro);
    this.#macro = macro;
    this.#names = declaredNames(macro);
  }

  /** Under which a name is known in its body. */
  scoped(name: string): string {
    return this.#names.has(name) ? nameIn(this.#macro, name) : name;
  }
}

/** Under which a macro's own name is known: no name of a template. */
export function nameIn(macro: Macro, name: string): string {
  return `${macro.name}(${name})`;
}
