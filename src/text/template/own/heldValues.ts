/**
 * What the names of a template hold: names, parameters, fields of namespaces and results of macros, each by a word of its own. All namespaces
 * are one, and what lists and mappings are changed by is in each of them.
 */
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Call, Expression, For, Macro, Node, Parameter, Statement, Target } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { ownExpressions } from '../cost/ownExpressions.ts';
import { eachInner, inLoop, NOWHERE, scopeOf, type Place, type Scope } from './places.ts';

/** What a word was given, and where: a value, one of what a loop goes through, or what a body prints. */
export interface Held {
  readonly place: Place;
  readonly value: Expression | Body;
  readonly loop: For | null;
  /** Given where the macro is called. */
  readonly isArgument?: boolean;
}

export const field = (name: string): string => `.${name}`;
/** Every field of every namespace: what is printed of one that is printed whole. */
export const FIELDS = '.';
const NAMESPACE = 'namespace';
/** What is added to lists and mappings. */
export const ADDED = '[]';
/** What macros print is known by their names; of call blocks there is one. */
export const CALLER = 'caller()';
/** What call blocks are given by `caller(…)`. */
export const GIVEN_BACK = 'caller(…)';

/** Methods that change what they are called on. */
const ADDS: ReadonlySet<string> = new Set(['append', 'extend', 'insert', 'update', 'setdefault', 'add', '__setitem__']);

const ARGUMENTS = 'arguments';
const NO_HELD: readonly Held[] = [];

export class HeldValues {
  readonly macros = new Map<string, Macro[]>();
  readonly #held = new Map<string, Held[]>();
  readonly #scopes = new Map<string, ReadonlyMap<Scope | null | typeof ARGUMENTS, readonly Held[]>>();
  readonly #namespaces: ReadonlySet<string>;

  constructor(body: Body) {
    this.#findMacros(body);
    this.#hold(body, NOWHERE);
    this.#namespaces = this.#namesOfNamespaces();
  }

  of(word: string): readonly Held[] {
    return this.#held.get(word) ?? NO_HELD;
  }

  all(): Iterable<readonly [word: string, held: readonly Held[]]> {
    return this.#held;
  }

  /** What a name was given in a body that sets names for itself, or outside of all; not what macros are called with. */
  setIn(scope: Scope | null, name: string): readonly Held[] {
    return this.#scoped(name).get(scope) ?? NO_HELD;
  }

  /** What macros are called with. */
  givenTo(name: string): readonly Held[] {
    return this.#scoped(name).get(ARGUMENTS) ?? NO_HELD;
  }

  #scoped(name: string): ReadonlyMap<Scope | null | typeof ARGUMENTS, readonly Held[]> {
    const known = this.#scopes.get(name);
    if (known) return known;
    const scopes = new Map<Scope | null | typeof ARGUMENTS, Held[]>();
    for (const held of this.of(name)) pushTo(scopes, held.isArgument === true ? ARGUMENTS : scopeOf(held.place), held);
    this.#scopes.set(name, scopes);
    return scopes;
  }

  /** The one value of a name that is given one only, and by no loop. */
  onlyValueOf(name: string): Expression | null {
    const all = this.of(name);
    const [held] = all;
    if (!held || all.length > 1 || held.loop !== null || isBody(held.value)) return null;
    // A list may be added to.
    return held.value.kind === 'list' && this.of(ADDED).length > 0 ? null : held.value;
  }

  /** Whether a name may hold a namespace. */
  isNamespace(name: string): boolean {
    return this.#namespaces.has(name);
  }

  #namesOfNamespaces(): ReadonlySet<string> {
    const holders = new Map<string, string[]>();
    const found = new Set<string>();
    for (const [name, all] of this.#held)
      for (const { value } of all) {
        if (isBody(value)) continue;
        this.#eachHolder(value, (source) => {
          if (source === NAMESPACE) found.add(name);
          else pushTo(holders, source, name);
        });
      }
    // A set is gone through with what is added to it meanwhile.
    for (const name of found) for (const holder of holders.get(name) ?? []) found.add(holder);
    return found;
  }

  /** Words of what a value may be, or have in it. */
  #eachHolder(e: Expression, visit: (word: string) => void): void {
    step();
    if (e.kind === 'name') visit(e.name);
    if (e.kind === 'call' && e.callee.kind === 'name') visit(e.callee.name);
    if (e.kind === 'compare' || e.kind === 'test' || (e.kind === 'binary' && e.operator === '~')) return;
    if (e.kind === 'member' || e.kind === 'index') {
      const key = e.kind === 'member' ? e.name : e.key.kind === 'literal' ? String(e.key.value) : null;
      visit(key === null ? FIELDS : field(key));
      if (key !== null && e.object.kind === 'name' && this.#isOneNamespace(e.object.name)) return;
    }
    eachChild(e, (child) => {
      this.#eachHolder(child as Expression, visit);
    });
  }

  /** Whether a name holds a namespace and nothing else. */
  #isOneNamespace(name: string): boolean {
    return this.of(name).every(({ value }) => !isBody(value) && isNamespaceCall(value));
  }

  #findMacros(body: Body): void {
    for (const s of body) {
      step();
      if (s.kind === 'macro') pushTo(this.macros, s.name, s);
      eachInner(s, NOWHERE, (inner) => {
        this.#findMacros(inner);
      });
    }
  }

  #hold(body: Body, place: Place): void {
    for (const s of body) {
      step();
      this.#holdStatement(s, place);
      eachInner(s, place, (inner, at) => {
        this.#hold(inner, at);
      });
      for (const e of ownExpressions(s)) this.#holdCalls(e, place);
    }
  }

  #holdStatement(s: Statement, place: Place): void {
    if (s.kind === 'set') this.#add(s.target, { value: s.value, place, loop: null });
    if (s.kind === 'set-block') {
      this.#add(s.target, { value: s.body, place, loop: null });
      for (const filter of s.filters) this.#add(s.target, { value: filter, place, loop: null });
    }
    if (s.kind === 'for') this.#add(s.target, { value: s.items, place: inLoop(place, s), loop: s });
    if (s.kind === 'with') for (const [target, value] of s.bindings) this.#add(target, { value, place, loop: null });
    if (s.kind === 'macro') this.#holdParameters(s.parameters, place);
    if (s.kind === 'call-block') this.#holdCallBlock(s, place);
  }

  #holdCallBlock({ parameters, body }: Statement & { readonly kind: 'call-block' }, place: Place): void {
    pushTo(this.#held, CALLER, { value: body, place, loop: null });
    this.#holdParameters(parameters, place);
    for (const name of [...parameters.map((parameter) => parameter.name), 'varargs', 'kwargs'])
      pushTo(this.#held, name, { value: nameOf(GIVEN_BACK), place, loop: null });
  }

  #holdParameters(parameters: readonly Parameter[], place: Place): void {
    for (const { name, otherwise } of parameters)
      if (otherwise) pushTo(this.#held, name, { value: otherwise, place, loop: null });
  }

  #add(target: Target, held: Held): void {
    if (target.kind === 'targets') for (const item of target.items) this.#add(item, held);
    else if (target.kind === 'name') pushTo(this.#held, target.name, held);
    else this.#addField(target.name, held);
  }

  #addField(name: string, held: Held): void {
    pushTo(this.#held, field(name), held);
    pushTo(this.#held, FIELDS, held);
  }

  #holdCalls(e: Node, place: Place): void {
    if (e.kind === 'literal') return;
    step();
    if (e.kind === 'call') this.#holdCall(e, place);
    eachChild(e, (child) => {
      this.#holdCalls(child, place);
    });
  }

  #holdCall(call: Call, place: Place): void {
    const { callee, args, named, spread } = call;
    const all = [...args, ...named.map(([, value]) => value), ...spread];
    if (callee.kind === 'member' && ADDS.has(callee.name))
      for (const value of all) pushTo(this.#held, ADDED, { value, place, loop: null });
    if (callee.kind !== 'name') return;
    if (callee.name === 'namespace') this.#holdNamespace(call, place);
    else if (callee.name === 'caller') this.#giveAll(GIVEN_BACK, all, place);
    else for (const macro of this.macros.get(callee.name) ?? []) this.#holdArguments(macro, call, place);
  }

  #holdNamespace({ args, named, spread }: Call, place: Place): void {
    for (const [name, value] of named) this.#addField(name, { value, place, loop: null });
    for (const value of [...args, ...spread]) this.#giveAll(FIELDS, [value], place);
  }

  #holdArguments({ parameters }: Macro, { args, named, spread }: Call, place: Place): void {
    args.forEach((value, i) => {
      this.#giveAll(parameters[i]?.name ?? 'varargs', [value], place);
    });
    for (const [name, value] of named)
      this.#giveAll(parameters.some((parameter) => parameter.name === name) ? name : 'kwargs', [value], place);
    for (const { name } of spread.length > 0 ? parameters : []) this.#giveAll(name, spread, place);
  }

  #giveAll(word: string, values: readonly Expression[], place: Place): void {
    for (const value of values) pushTo(this.#held, word, { value, place, loop: null, isArgument: true });
  }
}

function nameOf(name: string): Expression {
  return { kind: 'name', name, start: 0, end: 0 };
}

function isNamespaceCall(e: Expression): boolean {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === NAMESPACE;
}

function pushTo<K, T>(lists: Map<K, T[]>, name: K, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

export function isBody(value: Expression | Body): value is Body {
  return Array.isArray(value);
}
