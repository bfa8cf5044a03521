/**
 * Whether a text doubles again and again: is made of itself twice, by whatever names, and carried from one round of a loop to the next by a field of a
 * namespace. Names that are set in a loop do not outlive its round.
 */
import { componentsOf } from '../cycles.ts';
import { step } from '../steps.ts';
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Call, Expression, Macro, Member, Node, Span, Statement, Target } from '../syntax/nodes.ts';
import { declaredNames } from '../flow/declaredNames.ts';
import { nameIn } from '../flow/macroScope.ts';
import { begins } from './begun.ts';
import { ownExpressions } from './ownExpressions.ts';
import { field, printedBy } from './sources.ts';
import { isShort } from './sums.ts';
import { timesOf, type Times } from './timesOf.ts';

/** How often a text may be as long as what it is made of, all together: sixteen doublings. */
const MOST_TIMES = 2 ** 16;

/** A name is made of others, each so often. */
interface Made extends Span {
  readonly name: string;
  readonly of: Times;
  /** Whether what it is made of may be of another round. */
  readonly isCarried: boolean;
}

/** The body that a statement is in, and whether it is repeated. */
interface Place {
  readonly body: Body;
  readonly isRepeated: boolean;
  readonly outer: Place | null;
  readonly macro: Macro | null;
}

/** Where a text doubles again and again; null where none does. */
export function doublingIn(body: Body, macros: ReadonlyMap<string, Macro>): Span | null {
  const all = new Assignments(macros);
  all.learn({ body, isRepeated: false, outer: null, macro: null });
  return doublingAmong(all.resolved());
}

class Assignments {
  readonly #made: Made[] = [];
  /** Names that may be a namespace. */
  readonly #namespaces = new Set<string>();
  readonly #macros: ReadonlyMap<string, Macro>;

  constructor(macros: ReadonlyMap<string, Macro>) {
    this.#macros = macros;
  }

  learn(place: Place): void {
    for (const s of place.body) {
      step();
      for (const e of ownExpressions(s)) this.#learnCalls(e, place);
      this.#learnStatement(s, place);
      for (const body of bodiesOf(s)) this.learn(inner(s, body, place));
    }
  }

  #learnStatement(s: Statement, place: Place): void {
    if (s.kind === 'set') this.#assign(s.target, s.value, place);
    if (s.kind === 'with') for (const [target, value] of s.bindings) this.#assign(target, value, place);
    if (s.kind === 'for') this.#assign(s.target, s.items, place);
    if (s.kind === 'set-block') this.#add(s, s.target, printed(s.body, s.filters.length > 0 ? 2 : 1), place);
    if (s.kind === 'macro') this.#push(s, printedBy(s.name), printed(s.body, 1), { ...place, macro: s });
    if (s.kind === 'call-block') this.#push(s.call, printedBy('caller'), printed(s.body, 1), place);
  }

  /** What macros are given. */
  #learnCalls(node: Node, place: Place): void {
    if (node.kind === 'literal' || node.kind === 'name') return;
    step();
    const macro = node.kind === 'call' && node.callee.kind === 'name' ? this.#macros.get(node.callee.name) : undefined;
    if (node.kind === 'call' && macro) this.#learnArguments(macro, node, place);
    eachChild(node, (child) => {
      this.#learnCalls(child, place);
    });
  }

  #learnArguments(macro: Macro, { args, named }: Call, place: Place): void {
    args.forEach((arg, i) => {
      this.#push(arg, nameIn(macro, macro.parameters[i]?.name ?? 'varargs'), timesOf(arg), place);
    });
    for (const [name, arg] of named) this.#push(arg, nameIn(macro, name), timesOf(arg), place);
  }

  #assign(target: Target, value: Expression, place: Place): void {
    if (target.kind === 'name' && isNamespace(value)) this.#namespaces.add(scoped(target.name, place));
    this.#add(value, target, timesOf(value), place);
  }

  #add(span: Span, target: Target, of: Times, place: Place): void {
    if (target.kind === 'targets') for (const item of target.items) this.#add(span, item, of, place);
    else if (target.kind === 'name') this.#push(span, scoped(target.name, place), of, place);
    else this.#addField(span, target, of, place);
  }

  /** Of a namespace: nothing else is given fields. */
  #addField(span: Span, target: Member, of: Times, place: Place): void {
    if (target.object.kind === 'name') this.#namespaces.add(scoped(target.object.name, place));
    this.#push(span, field(target.name), of, place, isCarried(target, place));
  }

  #push({ start, end }: Span, name: string, times: Times, place: Place, carried = false): void {
    const of = new Map([...times].map(([source, n]) => [scoped(source, place), n]));
    if (of.size > 0) this.#made.push({ name, of, isCarried: carried, start, end });
  }

  /** With fields of namespaces alone: what else has fields was given. */
  resolved(): readonly Made[] {
    this.#findNamespaces();
    return this.#made.map((made) => ({ ...made, of: this.#known(made.of) }));
  }

  #findNamespaces(): void {
    let known = -1;
    while (known < this.#namespaces.size) {
      known = this.#namespaces.size;
      for (const { name, of } of this.#made) {
        step(of.size);
        if ([...of.keys()].some((source) => this.#namespaces.has(source))) this.#namespaces.add(name);
      }
    }
  }

  #known(of: Times): Times {
    const known: Times = new Map();
    for (const [source, n] of of) {
      const at = source.indexOf('.');
      const root = at <= 0 ? null : source.slice(0, at);
      const name = root === null ? source : this.#namespaces.has(root) ? source.slice(at) : root;
      known.set(name, (known.get(name) ?? 0) + n);
    }
    return known;
  }
}

const own = new WeakMap<Macro, ReadonlySet<string>>();

/** What a macro declares is its own. */
function scoped(source: string, { macro }: Place): string {
  if (macro === null) return source;
  const names = own.get(macro) ?? declaredNames(macro);
  own.set(macro, names);
  const end = source.indexOf('.');
  const root = end < 0 ? source : source.slice(0, end);
  return names.has(root) ? `${nameIn(macro, root)}${source.slice(root.length)}` : source;
}

function inner(s: Statement, body: Body, outer: Place): Place {
  if (s.kind === 'macro') return { body, isRepeated: true, outer: null, macro: s };
  const isRepeated = (s.kind === 'for' && !isShort(s.items)) || s.kind === 'call-block';
  return { body, isRepeated, outer, macro: outer.macro };
}

/** Of a namespace that is older than some loop around. */
function isCarried(target: Target, place: Place): boolean {
  for (let at: Place | null = place; at && !begins(at.body, target); at = at.outer) if (at.isRepeated) return true;
  return false;
}

/** What a body prints, each name as often as on the way on which it is printed most; in a loop, more often than once. */
function printed(body: Body, by: number): Times {
  const times: Times = new Map();
  print(body, by, times);
  return times;
}

function print(body: Body, by: number, times: Times): void {
  for (const s of body) {
    step();
    if (s.kind === 'output') for (const [name, n] of timesOf(s.value)) times.set(name, (times.get(name) ?? 0) + n * by);
    if (s.kind === 'if') printEither([...s.branches.map(([, way]) => way), s.otherwise], by, times);
    else if (s.kind !== 'macro') for (const way of bodiesOf(s)) print(way, s.kind === 'for' ? 2 * by : by, times);
  }
}

function printEither(ways: readonly Body[], by: number, times: Times): void {
  const most: Times = new Map();
  for (const way of ways) {
    const own: Times = new Map();
    print(way, by, own);
    for (const [name, n] of own) most.set(name, Math.max(n, most.get(name) ?? 0));
  }
  for (const [name, n] of most) times.set(name, (times.get(name) ?? 0) + n);
}

function isNamespace(e: Expression): boolean {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace';
}

function doublingAmong(made: readonly Made[]): Span | null {
  const byName = new Map<string, Made[]>();
  for (const one of made) {
    const all = byName.get(one.name);
    if (all) all.push(one);
    else byName.set(one.name, [one]);
  }
  const graph = new Map([...byName].map(([name, all]) => [name, new Set(all.flatMap(({ of }) => [...of.keys()]))]));
  const lengths = new Map<string, number>();
  // What something is made of comes first.
  for (const names of componentsOf(graph)) {
    const all = names.flatMap((name) => byName.get(name) ?? []);
    const { length, longest } = lengthOf(all, new Set(names), lengths);
    if (longest && length > MOST_TIMES) return longest;
    for (const name of names) lengths.set(name, length);
  }
  return null;
}

interface Length {
  readonly length: number;
  readonly longest: Made | null;
}

/** Of names that are made of one another: as long as the longest that comes in, and again as long by each that takes two of them. */
function lengthOf(all: readonly Made[], own: ReadonlySet<string>, lengths: ReadonlyMap<string, number>): Length {
  const isCarried = all.some((made) => made.isCarried);
  let [incoming, again]: [number, number] = [1, 1];
  let longest: Made | null = null;
  for (const made of all) {
    const outside = sumOf(made.of, (source) => (own.has(source) ? 0 : (lengths.get(source) ?? 0)));
    const inside = sumOf(made.of, (source) => (own.has(source) ? 1 : 0));
    if (outside > incoming || inside > 1) longest = made;
    incoming = Math.max(incoming, outside);
    if (inside > 1) again *= isCarried ? Infinity : inside;
  }
  return { length: incoming * again, longest };
}

function sumOf(of: Times, worth: (source: string) => number): number {
  let sum = 0;
  for (const [source, n] of of) {
    step();
    sum += n * worth(source);
  }
  return sum;
}
