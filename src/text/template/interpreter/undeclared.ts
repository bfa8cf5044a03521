/** Names that jinja2 gives to macros and loops where their bodies ask for them: `loop`, `caller`, `varargs`, `kwargs`. */
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Node, Parameter, Target } from '../syntax/nodes.ts';
import { work } from './work.ts';

/** Those of `names` that are read in `body` before they are set in it. */
export function undeclaredIn(body: Body, names: readonly string[]): ReadonlySet<string> {
  const search = new Search(names);
  for (const node of body) search.visit(node);
  return search.found;
}

class Search {
  readonly found = new Set<string>();
  readonly #open: Set<string>;

  constructor(names: readonly string[]) {
    this.#open = new Set(names);
  }

  /** In the order in which jinja2 goes through a template. */
  visit(node: Node): void {
    work();
    if (node.kind === 'name') this.#read(node.name);
    else if (node.kind === 'set' || node.kind === 'set-block') this.#assignment(node.target, node);
    else if (node.kind === 'for') this.#loop(node);
    else if (node.kind === 'with') this.#with(node);
    else if (node.kind === 'macro') this.#block(node.parameters, node.body);
    else if (node.kind === 'call-block') {
      this.visit(node.call);
      this.#block(node.parameters, node.body);
    } else if (node.kind === 'filter-block') this.#all([...node.body, ...node.filters]);
    else
      eachChild(node, (child) => {
        this.visit(child);
      });
  }

  #all(nodes: readonly Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  #read(name: string): void {
    if (this.#open.has(name)) this.found.add(name);
  }

  #target(target: Target): void {
    if (target.kind === 'targets') for (const item of target.items) this.#target(item);
    else if (target.kind === 'name') this.#open.delete(target.name);
  }

  #assignment(target: Target, node: Node & { readonly kind: 'set' | 'set-block' }): void {
    this.#target(target);
    if (node.kind === 'set') this.visit(node.value);
    else this.#all([...node.filters, ...node.body]);
  }

  #loop({ target, items, body, otherwise, test }: Node & { readonly kind: 'for' }): void {
    this.#target(target);
    this.#all([items, ...body, ...otherwise, ...(test ? [test] : [])]);
  }

  #with({ bindings, body }: Node & { readonly kind: 'with' }): void {
    for (const [target] of bindings) this.#target(target);
    this.#all([...bindings.map(([, value]) => value), ...body]);
  }

  #block(parameters: readonly Parameter[], body: Body): void {
    for (const { name } of parameters) this.#open.delete(name);
    this.#all([...parameters.flatMap(({ otherwise }) => (otherwise ? [otherwise] : [])), ...body]);
  }
}
