/** What the analysis knows while it goes through a template: the values of names, what tests have said, and what it found. */
import type { Arguments, Expression, Macro, Span } from '../syntax/nodes.ts';
import { declaredNames } from './declaredNames.ts';
import { STEP, type Fact } from './facts.ts';
import { freeNames } from './freeNames.ts';
import { INPUTS } from './inputs.ts';
import { Journal } from './journal.ts';
import {
  hasWords,
  isNumber,
  join,
  OFFSET,
  PIECE,
  piecesOf,
  sameValue,
  saidBy,
  STRUCTURE,
  SWAYED,
  type Fields,
  type Value,
} from './values.ts';

export type FlowRule = 'template/depends-on-text' | 'template/depends-on-clock' | 'template/not-proven';

export interface FlowProblem extends Span {
  readonly rule: FlowRule;
  /** What stands there, and what of it decides. */
  readonly found: string;
}

/** An expression and what it is. */
export interface Operand {
  readonly node: Expression;
  readonly value: Value;
}

/** No name of a template. */
const APPENDED = '[]';

/** The names that are a macro's own. */
interface Scope {
  readonly name: string;
  readonly declared: ReadonlySet<string>;
  /** What it may read before it assigns it. */
  readonly free: ReadonlySet<string>;
}

export class Analysis {
  /** Whether a literal is a mark of the format, which no person types: a special token, or a tag that public templates use. */
  readonly isTag: (text: string) => boolean;
  readonly macros = new Map<string, Macro>();
  /** All namespaces at once: a macro that is given one assigns to it under another name. */
  readonly namespaces: Fields = { kind: 'record', fields: new Map(), rest: STRUCTURE, isMessage: false };
  readonly #evaluate: (a: Analysis, e: Expression) => Value;
  readonly #names = new Map<string, Value>(INPUTS);
  readonly #problems = new Map<string, FlowProblem>();
  readonly #declared = new Map<Macro, ReadonlySet<string>>();
  readonly #free = new Map<Macro, ReadonlySet<string>>();
  #facts: ReadonlyMap<string, Fact> = new Map();
  /** What names hold here alone, since they were assigned. */
  readonly #current = new Journal<Value>();
  /** Values by the names of their keys: `{% for key, value in … %}`. */
  #valuesByKey = new Map<string, string>();
  #macro: Scope | null = null;
  /** Whether pieces of a text decide if, or how often, what is visited happens. */
  #swayed = false;
  readonly #swayedMacros = new Set<string>();
  #changed = false;
  #reports = false;

  /** `evaluate` says what an expression's value is made of. */
  constructor(isTag: (text: string) => boolean, evaluate: (a: Analysis, e: Expression) => Value) {
    this.isTag = isTag;
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
    return [...args, ...named.map(([, value]) => value), ...spread].map((node) => this.operand(node));
  }

  /** Goes through the template until nothing more is learned, then once more for what is wrong. */
  solve(visit: () => void, maxRounds: number): readonly FlowProblem[] {
    let rounds = 0;
    while (rounds < maxRounds && this.#learns(visit)) rounds++;
    this.#reports = true;
    if (rounds === maxRounds)
      this.report('template/not-proven', { start: 0, end: 0 }, 'assignments that do not settle');
    visit();
    return [...this.#problems.values()].sort((a, b) => a.start - b.start);
  }

  #learns(visit: () => void): boolean {
    this.#changed = false;
    visit();
    return this.#changed;
  }

  /** The value of a name; a flag of the application where nothing assigns it. */
  valueOf(name: string): Value {
    const scoped = this.#scoped(name);
    const [own, outside] = [this.#names.get(scoped), this.#names.get(name)];
    // Where a macro has not assigned it yet, it is the name outside.
    const isOutside = scoped !== name && outside !== undefined && this.#macro?.free.has(name) === true;
    return this.#current.get(name) ?? (isOutside ? join(own ?? outside, outside) : (own ?? STRUCTURE));
  }

  /** Goes each of several ways from here, and on from where they end: what all leave as it is, or assign. */
  alternatives(ways: readonly (() => void)[]): void {
    const facts = this.#facts;
    const ends: ReadonlyMap<string, Fact>[] = [];
    const each = ways.map((way) => () => {
      this.#facts = facts;
      way();
      ends.push(this.#facts);
    });
    this.#current.alternatives(each, join);
    this.#facts = new Map([...facts].filter(([path]) => ends.every((end) => end.has(path))));
  }

  /** From here to where it is assigned again, `name` is this alone. */
  holds(name: string, value: Value): void {
    if (!this.#swayed) this.#current.set(name, value);
  }

  /** Whether `name` is a macro, and not also something else. */
  isMacro(name: string): boolean {
    return this.macros.has(name) && this.#scoped(name) === name && !this.#names.has(name);
  }

  /** Calls `body` where `name` is this and nothing else: the innermost loop. */
  scoped<T>(name: string, value: Value, body: () => T): T {
    const outside = this.#names.get(name);
    this.#names.set(name, value);
    try {
      return body();
    } finally {
      if (outside === undefined) this.#names.delete(name);
      else this.#names.set(name, outside);
    }
  }

  get isInMacro(): boolean {
    return this.#macro !== null;
  }

  /** Calls `body` where the names that a macro declares are its own, and nothing that a test said outside holds. */
  inMacro<T>(macro: Macro, body: () => T): T {
    const [outside, facts, pairs] = [this.#macro, this.#facts, new Map(this.#valuesByKey)];
    this.#valuesByKey.clear();
    this.#macro = { name: macro.name, declared: this.#declaredIn(macro), free: this.#freeIn(macro) };
    this.#facts = new Map();
    try {
      return this.#current.apart(body);
    } finally {
      [this.#macro, this.#facts] = [outside, facts];
      this.#valuesByKey = pairs;
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

  get isSwayed(): boolean {
    return this.#swayed;
  }

  isKnown(name: string): boolean {
    return this.#names.has(this.#scoped(name));
  }

  /** A name holds whatever was ever assigned to it: the order of assignments does not matter, nor the loop. */
  assign(name: string, value: Value): void {
    this.#join(this.#scoped(name), this.#swayed ? swayedValue(value) : value);
  }

  /** A field of some namespace. */
  assignField(name: string, given: Value): void {
    const value = this.#plain(this.#swayed ? swayedValue(given) : given);
    const fields = this.namespaces.fields as Map<string, Value>;
    const old = fields.get(name);
    const joined = old === undefined ? value : join(old, value);
    if (old !== undefined && sameValue(old, joined)) return;
    fields.set(name, joined);
    this.#changed = true;
  }

  /** A namespace in a namespace would have no end. */
  #plain(value: Value): Value {
    return this.#holdsNamespace(value) ? SWAYED : value;
  }

  #holdsNamespace(value: Value): boolean {
    if (value.kind === 'list') return this.#holdsNamespace(value.item);
    if (value.kind !== 'record') return false;
    if (value.fields === this.namespaces.fields) return true;
    return [value.rest, ...value.fields.values()].some((field) => this.#holdsNamespace(field));
  }

  /** What is appended to some list. */
  append(value: Value): void {
    // Any list of the template: how long it is, is no longer known.
    this.#join(APPENDED, this.#swayed ? SWAYED : this.#plain(value));
  }

  /** An element of a list that the template makes: one that it is made of, or one that is appended to some list. */
  elementOfList(items: readonly Value[]): Value {
    const appended = this.#names.get(APPENDED);
    const all = appended ? [...items, appended] : items;
    return all.reduce((x, y) => join(x, y), all[0] ?? STRUCTURE);
  }

  /** What a macro is called with. */
  assignParameter(macro: Macro, name: string, value: Value): void {
    this.#join(`${macro.name}(${name})`, value);
  }

  #join(name: string, value: Value): void {
    const old = this.#names.get(name);
    const joined = old === undefined ? value : join(old, value);
    if (old !== undefined && sameValue(old, joined)) return;
    this.#names.set(name, joined);
    this.#changed = true;
  }

  #scoped(name: string): string {
    return this.#macro?.declared.has(name) ? `${this.#macro.name}(${name})` : name;
  }

  #declaredIn(macro: Macro): ReadonlySet<string> {
    const known = this.#declared.get(macro) ?? declaredNames(macro);
    this.#declared.set(macro, known);
    return known;
  }

  #freeIn(macro: Macro): ReadonlySet<string> {
    const known = this.#free.get(macro) ?? freeNames(macro);
    this.#free.set(macro, known);
    return known;
  }

  report(rule: FlowRule, { start, end }: Span, found: string): Value {
    if (this.#reports) this.#problems.set(`${rule} ${String(start)}`, { rule, start, end, found });
    // It is said: what hangs on it is not said again.
    return STRUCTURE;
  }

  /** Calls `body` where `facts` hold too. What it forgets is forgotten behind it as well. */
  within<T>(facts: ReadonlyMap<string, Fact>, body: () => T): T {
    if (facts.size === 0 && this.#facts.size === 0) return body();
    const outside = this.#facts;
    // Under which key it stands says more than its type. Gemma 4
    const isNews = (path: string): boolean => typeof outside.get(path) !== 'object' && !this.#isOfNamespace(path);
    const inside = new Map([...outside, ...[...facts].filter(([path]) => isNews(path))]);
    this.#facts = inside;
    try {
      return body();
    } finally {
      this.#facts = new Map([...outside].filter(([key]) => this.#facts.has(key)));
    }
  }

  /** Its fields change under any name that it has. */
  #isOfNamespace(path: string): boolean {
    const [root = '', ...fields] = path.split(STEP);
    const value = this.valueOf(root);
    return fields.length > 0 && value.kind === 'record' && value.fields === this.namespaces.fields;
  }

  /** `key` and `value` are pairs of one mapping, until either is assigned. */
  pair(key: string, value: string): void {
    this.#valuesByKey.set(key, value);
  }

  /** Of pairs that `name` was one of. */
  unpair(name: string): void {
    for (const [key, value] of this.#valuesByKey) if (key === name || value === name) this.#valuesByKey.delete(key);
  }

  valueUnder(key: string): string | undefined {
    return this.#valuesByKey.get(key);
  }

  factOf(key: string | null): Fact | undefined {
    return key === null ? undefined : this.#facts.get(key);
  }

  /** What was said of a name is no longer true once it is assigned. */
  forget(name: string): void {
    const kept = [...this.#facts].filter(([key]) => key !== name && !key.startsWith(`${name}${STEP}`));
    if (kept.length < this.#facts.size) this.#facts = new Map(kept);
    this.#current.delete(name);
  }
}

/** A string is a piece of a text at most, a list one of pieces, a number a place; what else there is tells of the text. */
function swayedValue(value: Value): Value {
  if (isString(value)) return { ...saidBy([PIECE, value]), words: hasWords(value) };
  if (value.kind === 'list') return piecesOf(value.item);
  if (value.kind === 'given') return value.maybeString && !value.maybeList ? PIECE : SWAYED;
  return isNumber(value) || value.kind === 'length' ? OFFSET : SWAYED;
}

/** Or what structure alone makes, which may be one. */
function isString(value: Value): boolean {
  return (
    value.kind === 'said' ||
    value.kind === 'structure' ||
    (value.kind === 'constant' && typeof value.value === 'string')
  );
}
