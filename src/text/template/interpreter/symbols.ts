/**
 * Which names a scope has of its own, and what they are when it is entered: jinja2 settles that before anything runs (`jinja2.idtracking`),
 * and some of it is odd. A name that is set further down, say, is undefined from the beginning, whatever the reader gave.
 */
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Expression, If, Node, Parameter, Statement, Target } from '../syntax/nodes.ts';
import { work } from './work.ts';

/**
 * What a name is at first: what is assigned before the scope is entered, what the reader gave, what it is in the scope around, or missing.
 */
export type Load = 'parameter' | 'resolve' | 'alias' | 'undefined';

export class Symbols {
  readonly loads: Map<string, Load>;
  readonly #parent: Symbols | null;
  readonly #stores: Set<string>;

  constructor(parent: Symbols | null, loads = new Map<string, Load>(), stores = new Set<string>()) {
    this.#parent = parent;
    this.loads = loads;
    this.#stores = stores;
  }

  /** Whether the name is known here or around. */
  knows(name: string): boolean {
    return this.loads.has(name) || (this.#parent?.knows(name) ?? false);
  }

  declare(name: string): void {
    this.#stores.add(name);
    this.loads.set(name, 'parameter');
  }

  load(name: string): void {
    work();
    if (!this.knows(name)) this.loads.set(name, 'resolve');
  }

  store(name: string): void {
    work();
    this.#stores.add(name);
    if (!this.loads.has(name)) this.loads.set(name, this.#isAround(name) ? 'alias' : 'undefined');
  }

  visit(body: Body): void {
    for (const statement of body) this.#statement(statement);
  }

  visitTarget(target: Target, isParameter = false): void {
    if (target.kind === 'targets') for (const item of target.items) this.visitTarget(item, isParameter);
    else if (target.kind === 'member') this.visitExpression(target.object);
    else if (isParameter) this.declare(target.name);
    else this.store(target.name);
  }

  visitExpression(node: Node): void {
    if (node.kind === 'name') this.load(node.name);
    else
      eachChild(node, (child) => {
        this.visitExpression(child);
      });
  }

  #isAround(name: string): boolean {
    return this.#parent?.knows(name) ?? false;
  }

  /** What is below in a scope of its own is not looked at. */
  #statement(s: Statement): void {
    if (s.kind === 'output' || s.kind === 'do') this.visitExpression(s.value);
    else if (s.kind === 'if') this.#branches(branchesOf(s));
    else if (s.kind === 'for') this.visitExpression(s.items);
    else if (s.kind === 'macro') this.store(s.name);
    else if (s.kind === 'call-block') this.visitExpression(s.call);
    else if (s.kind === 'filter-block') for (const filter of s.filters) this.visitExpression(filter);
    else if (s.kind === 'with') for (const [, value] of s.bindings) this.visitExpression(value);
    else if (s.kind === 'set-block') this.visitTarget(s.target);
    else if (s.kind === 'set') {
      this.visitExpression(s.value);
      this.visitTarget(s.target);
    }
  }

  /** What any branch sets is what it was before, where none is taken. */
  #branches({ test, body, others, otherwise }: Branches): void {
    this.visitExpression(test);
    const all = [
      this.#copied((copy) => {
        copy.visit(body);
      }),
      this.#copied((copy) => {
        for (const other of others) copy.#branches(other);
      }),
      this.#copied((copy) => {
        copy.visit(otherwise);
      }),
    ];
    const stores = new Set(all.flatMap((branch) => [...branch.#stores]).filter((name) => !this.#stores.has(name)));
    for (const branch of all) this.#take(branch);
    for (const name of stores) this.loads.set(name, this.#isAround(name) ? 'alias' : 'resolve');
  }

  #copied(visit: (copy: Symbols) => void): Symbols {
    work(this.loads.size);
    const copy = new Symbols(this.#parent, new Map(this.loads), new Set(this.#stores));
    visit(copy);
    return copy;
  }

  #take(branch: Symbols): void {
    for (const [name, load] of branch.loads) this.loads.set(name, load);
    for (const name of branch.#stores) this.#stores.add(name);
  }
}

/** `if`, its `elif`s, each with neither, and `else`. */
interface Branches {
  readonly test: Expression;
  readonly body: Body;
  readonly others: readonly Branches[];
  readonly otherwise: Body;
}

function branchesOf({ branches, otherwise }: If): Branches {
  const [first, ...others] = branches.map(([test, body]) => ({ test, body, others: [], otherwise: [] }));
  return { ...(first as Branches), others, otherwise };
}

/** The names of a macro's parameters, and what they are without an argument. */
export function visitParameters(symbols: Symbols, parameters: readonly Parameter[]): void {
  for (const { name } of parameters) symbols.declare(name);
  for (const { otherwise } of parameters) if (otherwise) symbols.visitExpression(otherwise);
}
