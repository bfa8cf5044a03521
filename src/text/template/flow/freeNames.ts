/** The names that a body may read before it has assigned them: outside they may be something else. */
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, If, Macro, Node, Statement, Target } from '../syntax/nodes.ts';

export function freeNamesIn(body: Body): ReadonlySet<string> {
  const free = new FreeNames([]);
  free.body(body);
  return free.names;
}

export function freeNames({ parameters, body }: Macro): ReadonlySet<string> {
  const free = new FreeNames(['varargs', 'kwargs', 'caller', ...parameters.map(({ name }) => name)]);
  for (const { otherwise } of parameters) if (otherwise) free.read(otherwise);
  free.body(body);
  return free.names.size === 0 ? NO_NAMES : free.names;
}

/** Most macros read their own names alone. */
const NO_NAMES: ReadonlySet<string> = new Set();

class FreeNames {
  readonly names = new Set<string>();
  /** False of those that were. */
  readonly #own: Map<string, boolean>;
  /** Names in the order in which they became its own, to be taken back where their scope ends. */
  readonly #trail: string[] = [];

  constructor(own: readonly string[]) {
    this.#own = new Map(own.map((name) => [name, true]));
  }

  /** In order; what a body assigns is assigned in the rest of it, and in what it holds. */
  body(body: Body): void {
    this.#inScope(() => {
      for (const statement of body) this.#statement(statement);
    });
  }

  #inScope(read: () => void): void {
    const begin = this.#trail.length;
    read();
    for (const name of this.#trail.splice(begin)) this.#own.set(name, false);
  }

  #statement(s: Statement): void {
    step();
    // Every other statement has no scope of its own.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (s.kind) {
      case 'for':
        this.#loop(s);
        return;
      case 'if':
        this.#branches(s);
        return;
      case 'with':
        this.#with(s);
        return;
      case 'set':
        this.read(s.value);
        break;
      case 'set-block':
        s.filters.forEach((filter) => {
          this.read(filter);
        });
        this.body(s.body);
        break;
      case 'macro':
        for (const name of freeNames(s)) this.#readName(name);
        return;
      default:
        this.read(s);
        return;
    }
    if (s.target.kind === 'member') this.read(s.target.object);
    else this.#assign(s.target);
  }

  #loop(s: Statement & { readonly kind: 'for' }): void {
    this.read(s.items);
    this.#inScope(() => {
      this.#assign(s.target);
      if (s.test) this.read(s.test);
      this.body(s.body);
    });
    this.body(s.otherwise);
  }

  #branches({ branches, otherwise }: If): void {
    for (const [test, body] of branches) {
      this.read(test);
      this.body(body);
    }
    this.body(otherwise);
  }

  #with(s: Statement & { readonly kind: 'with' }): void {
    this.#inScope(() => {
      for (const [target, value] of s.bindings) {
        this.read(value);
        this.#assign(target);
      }
      this.body(s.body);
    });
  }

  #assign(target: Target): void {
    if (target.kind === 'targets') for (const item of target.items) this.#assign(item);
    else if (target.kind === 'name' && this.#own.get(target.name) !== true) {
      this.#own.set(target.name, true);
      this.#trail.push(target.name);
    }
  }

  /** Every name in what is left: expressions, and statements whose bodies have no scope of their own. */
  read(node: Node): void {
    step();
    if (node.kind === 'name') this.#readName(node.name);
    eachChild(node, (child) => {
      this.read(child);
    });
  }

  #readName(name: string): void {
    if (this.#own.get(name) !== true) this.names.add(name);
  }
}
