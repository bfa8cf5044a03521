/** What the analysis knows while it goes through a template: the values of names, what tests have said, and what it found. */
import { step } from '../steps.ts';
import type { Arguments, Expression, Macro, Span } from '../syntax/nodes.ts';
import type { Fact, PathFact } from './facts.ts';
import type { FlowProblem, FlowRule } from './flowProblem.ts';
import { HeldFacts, rootOf } from './heldFacts.ts';
import { INPUTS } from './inputs.ts';
import { join } from './join.ts';
import { Journal } from './journal.ts';
import { Literals } from './literals.ts';
import { MacroScope, nameIn } from './macroScope.ts';
import { NamePairs } from './namePairs.ts';
import { Namespaces } from './namespaces.ts';
import { sameValue } from './sameValue.ts';
import { swayedValue } from './swayedValue.ts';
import type { Value } from './value.ts';
import { changingIn, STRUCTURE } from './values.ts';

/** An expression and what it is. */
export interface Operand {
  readonly node: Expression;
  readonly value: Value;
}

/** What is held apart costs more than a name that is looked at. */
const STEPS_OF_WAY = 3;

const NOTHING_ENTERED = (): void => undefined;

/** No name of a template. */
const APPENDED = '[]';

export class Analysis {
  readonly literals: Literals;
  readonly macros = new Map<string, Macro>();
  readonly pairs = new NamePairs();
  readonly #namespaces = new Namespaces();
  readonly #evaluate: (a: Analysis, e: Expression) => Value;
  /** Undefined behind where it was scoped: a large map from which much is deleted is slow. */
  readonly #names = new Map<string, Value | undefined>(INPUTS);
  readonly #problems = new Map<string, FlowProblem>();
  readonly #facts = new HeldFacts();
  /** What names hold here alone, since they were assigned. */
  readonly #current = new Journal<Value>();
  #scope: MacroScope | null = null;
  /** Call blocks around what is visited. */
  #blocks = 0;
  /** Whether pieces of a text decide if, or how often, what is visited happens. */
  #swayed = false;
  readonly #swayedMacros = new Set<string>();
  #changed = false;

  /** `isTag` knows the marks of the format; `evaluate` says what an expression's value is made of. */
  constructor(isTag: (text: string) => boolean, evaluate: (a: Analysis, e: Expression) => Value) {
    this.literals = new Literals(isTag);
    this.#evaluate = evaluate;
  }

  evaluate(e: Expression): Value {
    return this.#evaluate(this, e);
  }

  operand(node: Expression): Operand {
    return { node, value: this.evaluate(node) };
  }

  /** What a call, a filter or a test is given, by position and by name. */
  argumentsOf({ args, named, spread }: Arguments): readonly Operand[] {
    const all = args.map((node) => this.operand(node));
    for (const [, node] of named) all.push(this.operand(node));
    for (const node of spread) all.push(this.operand(node));
    return all;
  }

  /** Goes through the template until nothing more is learned: what is wrong in the last round is wrong. */
  solve(visit: () => void, maxRounds: number): readonly FlowProblem[] {
    let rounds = 0;
    while (rounds < maxRounds && this.#learns(visit)) rounds++;
    if (rounds === maxRounds)
      this.report('template/not-proven', { start: 0, end: 0 }, 'assignments that do not settle');
    return [...this.#problems.values()].sort((a, b) => a.start - b.start);
  }

  /** Each round begins where nothing is held and nothing was wrong. */
  #learns(visit: () => void): boolean {
    this.#changed = false;
    this.#problems.clear();
    this.pairs.apart(() => {
      this.#current.apart(visit);
    });
    return this.#changed;
  }

  report(rule: FlowRule, { start, end }: Span, found: string): Value {
    this.#problems.set(`${rule} ${String(start)}`, { rule, start, end, found });
    // It is said: what hangs on it is not said again.
    return STRUCTURE;
  }

  /** The value of a name; a flag of the application where nothing assigns it. */
  valueOf(name: string): Value {
    const here = this.#current.get(name);
    if (here !== undefined) return here;
    const scoped = this.#scoped(name);
    const own = this.#names.get(scoped);
    // Where a macro has not assigned it yet, it is the name outside.
    const outside = scoped !== name && this.#scope?.free.has(name) === true ? this.#names.get(name) : undefined;
    return outside === undefined ? (own ?? STRUCTURE) : join(own ?? outside, outside);
  }

  isKnown(name: string): boolean {
    return this.#names.get(this.#scoped(name)) !== undefined;
  }

  /** Whether `name` is a macro, and not also something else. */
  isMacro(name: string): boolean {
    return this.macros.has(name) && this.#scoped(name) === name && this.#names.get(name) === undefined;
  }

  /** A name holds whatever was ever assigned to it: the order of assignments does not matter, nor the loop. */
  assign(name: string, value: Value): void {
    this.#join(this.#scoped(name), this.#swayed ? swayedValue(value) : value);
  }

  /** What a macro is called with. */
  assignParameter(macro: Macro, name: string, value: Value): void {
    this.#join(nameIn(macro, name), value);
  }

  get namespaces(): Value {
    return this.#namespaces.value;
  }

  /** A field of some namespace. */
  assignField(name: string, value: Value): void {
    if (this.#namespaces.learns(name, this.#swayed ? swayedValue(value) : value)) this.#changed = true;
  }

  /** What is appended to some list that the template makes. */
  append(value: Value): void {
    this.#join(APPENDED, value);
  }

  /** Whether anything is appended anywhere. */
  get appends(): boolean {
    return this.#names.get(APPENDED) !== undefined;
  }

  /** An element of a list that the template makes: one that it is made of, or one that is appended to some list. */
  elementOfList(items: readonly Value[]): Value {
    const appended = this.#names.get(APPENDED);
    const all = appended ? [...items, appended] : items;
    return all.reduce((x, y) => join(x, y), all[0] ?? STRUCTURE);
  }

  #join(name: string, value: Value): void {
    step();
    const old = this.#names.get(name);
    const joined = old === undefined ? value : join(old, value);
    if (old !== undefined && sameValue(old, joined)) return;
    this.#names.set(name, joined);
    this.#changed = true;
  }

  /** From here to where it is assigned again, `name` is this alone. */
  holds(name: string, value: Value): void {
    if (!this.#swayed) this.#current.set(name, value);
  }

  /** What was said of a name, and what it holds, is no longer true once it is assigned. */
  forget(name: string): void {
    step();
    this.#facts.forget(name);
    this.#current.delete(name);
  }

  factOf(path: string | null): Fact | undefined {
    return path === null ? undefined : this.#facts.get(path);
  }

  /** Calls `body` where `facts` hold too. What it forgets is forgotten behind it as well. */
  within<T>(facts: readonly PathFact[], body: () => T): T {
    if (facts.length === 0) return body();
    const leave = this.enter(facts);
    try {
      return body();
    } finally {
      leave();
    }
  }

  /** From here on `facts` hold too, until what is given back is called. */
  enter(facts: readonly PathFact[]): () => void {
    if (facts.length === 0) return NOTHING_ENTERED;
    // Under which key it stands says more than its type. Gemma 4
    const isNews = (path: string): boolean => typeof this.#facts.get(path) !== 'object' && !this.#isOfNamespace(path);
    return this.#facts.enter(facts.filter(([path]) => isNews(path)));
  }

  /** Its fields change under any name that it has. */
  #isOfNamespace(path: string): boolean {
    const root = rootOf(path);
    return root !== path && changingIn(this.valueOf(root)) !== null;
  }

  /** Goes each of several ways from here, and on from where they end: what all leave as it is, or assign. */
  alternatives(ways: readonly (() => void)[]): void {
    step(STEPS_OF_WAY * ways.length);
    const forgotten = new Set<string>();
    const each = ways.map((way) => () => {
      this.#facts.goAndBack(way, forgotten);
    });
    this.#current.alternatives(each, join);
    for (const name of forgotten) this.#facts.forget(name);
  }

  /** Calls `body` where `name` is this and nothing else: the innermost loop. */
  scoped<T>(name: string, value: Value, body: () => T): T {
    const outside = this.#names.get(name);
    this.#names.set(name, value);
    this.forget(name);
    try {
      return body();
    } finally {
      this.#names.set(name, outside);
      this.forget(name);
    }
  }

  #scoped(name: string): string {
    return this.#scope === null ? name : this.#scope.scoped(name);
  }

  /** Whether `name` is what a macro is given beyond its parameters: in the body of a call block it would be the block's. */
  isGiven(name: string): boolean {
    return (name === 'varargs' || name === 'kwargs') && this.isInMacro && this.#blocks === 0;
  }

  /** Calls `body`, of a call block. */
  inBlock<T>(body: () => T): T {
    this.#blocks++;
    try {
      return body();
    } finally {
      this.#blocks--;
    }
  }

  get isInMacro(): boolean {
    return this.#scope !== null;
  }

  /** Calls `body` where the names that a macro declares are its own, and nothing that a test said outside holds. */
  inMacro<T>(macro: Macro, body: () => T): T {
    step(STEPS_OF_WAY);
    const outside = this.#scope;
    this.#scope = new MacroScope(macro);
    try {
      return this.pairs.apart(() => this.#facts.apart(() => this.#current.apart(body)));
    } finally {
      this.#scope = outside;
    }
  }

  /** Calls `body` where what is assigned is decided by pieces of a text. */
  swayed<T>(body: () => T): T {
    const outside = this.#swayed;
    this.#swayed = true;
    try {
      return body();
    } finally {
      this.#swayed = outside;
    }
  }

  get isSwayed(): boolean {
    return this.#swayed;
  }

  /** A macro is called, or the body of a call block: where pieces of a text decide, so they do in its body. */
  called(name: string): void {
    if (!this.#swayed || this.#swayedMacros.has(name)) return;
    this.#swayedMacros.add(name);
    this.#changed = true;
  }

  /** Calls `body`, of a macro of that name. */
  bodyOf<T>(name: string, body: () => T): T {
    return this.#swayedMacros.has(name) ? this.swayed(body) : body();
  }
}
