/** The constant texts that a template may print, each place with the conditions under which it does. Names are followed to what they hold. */
import type { Body, Expression, If, Macro, Span, Statement, Target } from '../syntax/nodes.ts';

/** A test that stands around a place: it holds there, or it does not. */
export interface Condition {
  readonly test: Expression;
  readonly holds: boolean;
}

/** What stands around a place, outermost first. */
export interface Place {
  readonly conditions: readonly Condition[];
  /** What is looped over there. */
  readonly loops: readonly Expression[];
}

export interface PrintedText extends Span {
  /** What is written in the template, piece by piece, in the order in which it is printed where that is known. */
  readonly pieces: readonly string[];
  /** Where they stand: more than one where names hold them. */
  readonly places: readonly Place[];
}

interface Held extends Place {
  readonly value: Expression | Body;
}

/** Names that hold names that hold names; public templates have 6. */
const DEEPEST = 200;
/** Expressions and names that are followed in one template; public templates need 20,000. */
const MOST_FOLLOWED = 250_000;

const NOWHERE: Place = { conditions: [], loops: [] };

/** Adjacent texts and literals are one text. */
export function printedTexts(body: Body): { readonly texts: readonly PrintedText[]; readonly isComplete: boolean } {
  const { texts, isComplete } = new Printer(body);
  return { texts, isComplete };
}

class Printer {
  readonly texts: PrintedText[] = [];
  readonly #held = new Map<string, Held[]>();
  readonly #parameters: (readonly [name: string, macro: string])[] = [];
  #left = MOST_FOLLOWED;
  #depth = 0;

  constructor(body: Body) {
    this.#hold(body, NOWHERE);
    for (const [name, macro] of this.#parameters)
      for (const held of this.#held.get(`${macro}(…)`) ?? []) this.#push(name, held);
    this.#print(body, NOWHERE);
  }

  get isComplete(): boolean {
    return this.#left > 0;
  }

  /** Names, fields of namespaces and results of macros, by name alone. */
  #hold(body: Body, place: Place): void {
    for (const s of body) {
      if (s.kind === 'set') this.#add(s.target, s.value, place);
      if (s.kind === 'set-block') this.#add(s.target, s.body, place);
      if (s.kind === 'for') this.#add(s.target, s.items, place);
      if (s.kind === 'with') for (const [target, value] of s.bindings) this.#add(target, value, place);
      if (s.kind === 'macro') this.#holdMacro(s, place);
      for (const [inner, at] of innerBodies(s, place)) this.#hold(inner, at);
      this.#holdCalls(s, place);
    }
  }

  #holdMacro({ name, parameters, body }: Macro, place: Place): void {
    this.#push(`${name}()`, { value: body, ...place });
    for (const { name: parameter, otherwise } of parameters) {
      this.#parameters.push([parameter, name]);
      if (otherwise) this.#push(parameter, { value: otherwise, ...place });
    }
  }

  #add(target: Target, value: Expression | Body, place: Place): void {
    if (target.kind === 'targets') for (const item of target.items) this.#add(item, value, place);
    else this.#push(target.name, { value, ...place });
  }

  #push(name: string, held: Held): void {
    const all = this.#held.get(name) ?? [];
    if (all.length === 0) this.#held.set(name, all);
    all.push(held);
  }

  /** What namespaces begin with, what lists are given, what macros are called with: under the names that are called. */
  #holdCalls(s: Statement, place: Place): void {
    for (const e of expressionsOf(s)) {
      eachCall(e, (call) => {
        const callee = call.callee;
        const name = callee.kind === 'name' ? callee.name : null;
        for (const [key, value] of call.named) this.#push(key, { value, ...place });
        if (callee.kind === 'member' && callee.object.kind === 'name' && callee.name !== 'get')
          for (const arg of call.args) this.#push(callee.object.name, { value: arg, ...place });
        if (name !== null) for (const arg of call.args) this.#push(`${name}(…)`, { value: arg, ...place });
      });
    }
  }

  #print(body: Body, place: Place): void {
    let run: readonly Statement[] = [];
    for (const s of [...body, null]) {
      if (s && literalOf(s) !== null) run = [...run, s];
      else {
        this.#printRun(run, place);
        run = [];
      }
      if (s?.kind === 'output' && literalOf(s) === null) this.#printExpression(s.value, place);
      if (s && s.kind !== 'set-block') for (const [inner, at] of innerBodies(s, place)) this.#print(inner, at);
    }
  }

  #printRun(run: readonly Statement[], place: Place): void {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return;
    this.texts.push({ pieces: run.map((s) => literalOf(s) ?? ''), start: first.start, end: last.end, places: [place] });
  }

  #printExpression(e: Expression, place: Place): void {
    const found: PrintedText[] = [];
    this.#follow(e, place, new Set(), found);
    // Of one literal it is said where that stands.
    const [only, ...more] = found;
    if (only && more.length === 0) this.texts.push(only);
    else if (only)
      this.texts.push({
        pieces: found.flatMap(({ pieces }) => pieces),
        start: e.start,
        end: e.end,
        places: found.flatMap(({ places }) => places),
      });
  }

  /** Every literal that may be part of the value of `e`. */
  #follow(e: Expression, place: Place, seen: Set<string>, found: PrintedText[]): void {
    if (this.#left-- <= 0) return;
    if (e.kind === 'literal') {
      if (typeof e.value === 'string') found.push({ pieces: [e.value], start: e.start, end: e.end, places: [place] });
      return;
    }
    const name = this.#nameOf(e);
    if (name !== null) this.#followName(name, place, seen, found);
    for (const part of partsOfValue(e)) this.#follow(part, place, seen, found);
  }

  /** The name under which what it holds is known: of a field of a namespace it is the field. */
  #nameOf(e: Expression): string | null {
    if (e.kind === 'name') return e.name;
    if (e.kind === 'index' && e.key.kind === 'literal' && this.#isNamespace(e.object)) return String(e.key.value);
    return e.kind === 'member' && this.#isNamespace(e.object) ? e.name : null;
  }

  /** A parameter may be one. */
  #isNamespace(e: Expression): boolean {
    if (e.kind !== 'name') return false;
    const isParameter = this.#parameters.some(([name]) => name === e.name);
    return isParameter || (this.#held.get(e.name) ?? []).some(({ value }) => !isBody(value) && isNamespaceCall(value));
  }

  #followName(name: string, place: Place, seen: Set<string>, found: PrintedText[]): void {
    if (seen.has(name)) return;
    seen.add(name);
    if (++this.#depth > DEEPEST) this.#left = 0;
    for (const { value, conditions, loops } of this.#held.get(name) ?? []) {
      const at = { conditions: [...place.conditions, ...conditions], loops: [...place.loops, ...loops] };
      if (!isBody(value)) this.#follow(value, at, seen, found);
      // What a macro or a block prints is found where it stands.
      else if (!name.endsWith('()')) this.#followBody(value, at, seen, found);
    }
    this.#depth--;
  }

  #followBody(body: Body, place: Place, seen: Set<string>, found: PrintedText[]): void {
    for (const s of body) {
      const literal = literalOf(s);
      if (literal !== null) found.push({ pieces: [literal], start: s.start, end: s.end, places: [place] });
      else if (s.kind === 'output') this.#follow(s.value, place, seen, found);
      for (const [inner, at] of innerBodies(s, place)) this.#followBody(inner, at, seen, found);
    }
  }
}

function isNamespaceCall(e: Expression): boolean {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace';
}

/** Where texts of several places are printed together. */
export function together(texts: readonly Place[]): Place {
  const [only, ...more] = texts;
  if (only && more.length === 0) return only;
  return {
    conditions: [...new Set(texts.flatMap(({ conditions }) => conditions))],
    loops: [...new Set(texts.flatMap(({ loops }) => loops))],
  };
}

function isBody(value: Expression | Body): value is Body {
  return Array.isArray(value);
}

function literalOf(s: Statement): string | null {
  if (s.kind === 'text') return s.text;
  return s.kind === 'output' && s.value.kind === 'literal' && typeof s.value.value === 'string' ? s.value.value : null;
}

/** The parts of an expression that its value is made of: not what decides, nor what is compared. */
function partsOfValue(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'list':
    case 'tuple':
      return e.items;
    case 'dict':
      return e.pairs.map(([, value]) => value);
    case 'member':
    case 'index':
    case 'slice':
      return [e.object];
    case 'call':
      return partsOfCall(e);
    case 'filter':
      return [...(e.operand ? [e.operand] : []), ...given(e.name, [...e.args, ...e.named.map(([, value]) => value)])];
    case 'ternary':
      return [e.then, ...(e.otherwise ? [e.otherwise] : [])];
    case 'binary':
      return e.operator === 'and' ? [e.right] : [e.left, e.right];
    case 'unary':
    case 'compare':
    case 'test':
    case 'literal':
    case 'name':
      return [];
  }
}

/** What functions say to whoever asks, and nobody prints. */
const SILENT: ReadonlySet<string> = new Set(['raise_exception', 'range', 'strftime_now']);
/** Methods and filters, and from which argument on they take what is printed. */
const GIVES: Readonly<Record<string, number>> = {
  get: 1,
  replace: 1,
  pop: 1,
  setdefault: 1,
  default: 0,
  d: 0,
  join: 0,
  format: 0,
};

function partsOfCall(e: Expression & { readonly kind: 'call' }): readonly Expression[] {
  const { callee, args, named } = e;
  const values = [...args, ...named.map(([, value]) => value)];
  if (callee.kind === 'member') return [callee.object, ...given(callee.name, values)];
  return callee.kind === 'name' && SILENT.has(callee.name) ? [] : values;
}

/** Arguments that choose are no part of what is printed. */
function given(name: string, values: readonly Expression[]): readonly Expression[] {
  const first = Object.hasOwn(GIVES, name) ? GIVES[name] : undefined;
  return first === undefined ? [] : values.slice(first);
}

/** The bodies of a statement, each with what stands around it. */
function innerBodies(s: Statement, place: Place): readonly (readonly [Body, Place])[] {
  if (s.kind === 'if') return branchesOf(s, place);
  if (s.kind === 'for') {
    const within = s.test ? under(place, { test: s.test, holds: true }) : place;
    return [
      [s.body, { ...within, loops: [...within.loops, s.items] }],
      [s.otherwise, place],
    ];
  }
  return 'body' in s ? [[s.body, place]] : [];
}

function branchesOf({ branches, otherwise }: If, place: Place): readonly (readonly [Body, Place])[] {
  let rest = place;
  const bodies: (readonly [Body, Place])[] = [];
  for (const [test, body] of branches) {
    bodies.push([body, under(rest, { test, holds: true })]);
    rest = under(rest, { test, holds: false });
  }
  return [...bodies, [otherwise, rest]];
}

function under(place: Place, condition: Condition): Place {
  return { ...place, conditions: [...place.conditions, condition] };
}

function expressionsOf(s: Statement): readonly Expression[] {
  if (s.kind === 'output' || s.kind === 'set' || s.kind === 'do') return [s.value];
  if (s.kind === 'call-block') return [s.call];
  if (s.kind === 'for') return [s.items];
  return s.kind === 'if' ? s.branches.map(([test]) => test) : [];
}

function eachCall(e: unknown, visit: (call: Expression & { readonly kind: 'call' }) => void): void {
  if (typeof e !== 'object' || e === null) return;
  if ((e as Expression).kind === 'call') visit(e as Expression & { readonly kind: 'call' });
  for (const part of Object.values(e)) eachCall(part, visit);
}
