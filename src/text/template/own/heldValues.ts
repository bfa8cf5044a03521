/** What the names of a template hold: fields of namespaces, parameters and results of macros too, each by its name alone. */
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Expression, Macro, Node, Statement, Target } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { partsOfValue } from './partsOfValue.ts';
import { eachInner, NOWHERE, type Place } from './places.ts';

/** What a name was given, and where. */
export interface Held {
  readonly place: Place;
  readonly value: Expression | Body;
}

export class HeldValues {
  readonly #held = new Map<string, Held[]>();
  /** What parameters of a name are given: under the names of what macros are called with. */
  readonly #parameters = new Map<string, string[]>();
  readonly #namespaces = new Set<string>();

  readonly #speaking: ReadonlySet<string>;

  constructor(body: Body) {
    this.#hold(body, NOWHERE);
    this.#speaking = this.#namesThatSpeak();
  }

  /** Whether a literal may be part of what `name` holds. */
  speaks(name: string): boolean {
    return this.#speaking.has(name);
  }

  /** Calls `visit` with whatever `name` may hold. */
  each(name: string, visit: (held: Held) => void): void {
    for (const held of this.#held.get(name) ?? []) visit(held);
    for (const given of this.#parameters.get(name) ?? []) {
      step();
      for (const held of this.#held.get(given) ?? []) visit(held);
    }
  }

  /** The name under which what it holds is known: of a field of a namespace it is the field. */
  nameOf(e: Expression): string | null {
    if (e.kind === 'name') return e.name;
    if (e.kind === 'index' && e.key.kind === 'literal' && this.#isNamespace(e.object)) return String(e.key.value);
    return e.kind === 'member' && this.#isNamespace(e.object) ? e.name : null;
  }

  /** A parameter may be one. */
  #isNamespace(e: Expression): boolean {
    return e.kind === 'name' && (this.#parameters.has(e.name) || this.#namespaces.has(e.name));
  }

  #namesThatSpeak(): ReadonlySet<string> {
    const speaking = new Set<string>();
    const holders = new Map<string, string[]>();
    for (const [name, all] of this.#held)
      for (const { value } of all)
        eachSource(value, (e) => {
          if (e.kind === 'literal' && typeof e.value === 'string') speaking.add(name);
          const source = this.nameOf(e);
          if (source !== null) pushTo(holders, source, name);
        });
    for (const [parameter, all] of this.#parameters) for (const given of all) pushTo(holders, given, parameter);
    // A set is gone through with what is added to it meanwhile.
    for (const name of speaking) for (const holder of holders.get(name) ?? []) speaking.add(holder);
    return speaking;
  }

  #hold(body: Body, place: Place): void {
    for (const s of body) {
      step();
      if (s.kind === 'set') this.#add(s.target, s.value, place);
      if (s.kind === 'set-block') this.#add(s.target, s.body, place);
      if (s.kind === 'for') this.#add(s.target, s.items, place);
      if (s.kind === 'with') for (const [target, value] of s.bindings) this.#add(target, value, place);
      if (s.kind === 'macro') this.#holdMacro(s, place);
      eachInner(s, place, (inner, at) => {
        this.#hold(inner, at);
      });
      for (const e of expressionsOf(s)) this.#holdCalls(e, place);
    }
  }

  #holdMacro({ name, parameters, body }: Macro, place: Place): void {
    this.#push(`${name}()`, { value: body, place });
    for (const { name: parameter, otherwise } of parameters) {
      pushTo(this.#parameters, parameter, `${name}(…)`);
      if (otherwise) this.#push(parameter, { value: otherwise, place });
    }
  }

  #add(target: Target, value: Expression | Body, place: Place): void {
    if (target.kind === 'targets') for (const item of target.items) this.#add(item, value, place);
    else this.#push(target.name, { value, place });
  }

  #push(name: string, held: Held): void {
    pushTo(this.#held, name, held);
    if (!isBody(held.value) && isNamespaceCall(held.value)) this.#namespaces.add(name);
  }

  /** What namespaces begin with, what lists are given, what macros are called with: under the names that are called. */
  #holdCalls(e: Node, place: Place): void {
    step();
    if (e.kind === 'call') this.#holdCall(e, place);
    eachChild(e, (child) => {
      this.#holdCalls(child, place);
    });
  }

  #holdCall({ callee, args, named }: Expression & { readonly kind: 'call' }, place: Place): void {
    for (const [key, value] of named) this.#push(key, { value, place });
    if (callee.kind === 'member' && callee.object.kind === 'name' && callee.name !== 'get')
      for (const arg of args) this.#push(callee.object.name, { value: arg, place });
    if (callee.kind === 'name') for (const arg of args) this.#push(`${callee.name}(…)`, { value: arg, place });
  }
}

/** Calls `visit` with each expression that a value is made of. */
function eachSource(value: Expression | Body, visit: (e: Expression) => void): void {
  step();
  if (isBody(value)) {
    for (const s of value) {
      if (s.kind === 'text') visit({ kind: 'literal', value: s.text, start: s.start, end: s.end });
      if (s.kind === 'output') eachSource(s.value, visit);
      for (const inner of bodiesOf(s)) eachSource(inner, visit);
    }
    return;
  }
  visit(value);
  for (const part of partsOfValue(value)) eachSource(part, visit);
}

function pushTo<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

export function isBody(value: Expression | Body): value is Body {
  return Array.isArray(value);
}

function isNamespaceCall(e: Expression): boolean {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace';
}

function expressionsOf(s: Statement): readonly Expression[] {
  if (s.kind === 'output' || s.kind === 'set' || s.kind === 'do') return [s.value];
  if (s.kind === 'call-block') return [s.call];
  if (s.kind === 'for') return [s.items];
  return s.kind === 'if' ? s.branches.map(([test]) => test) : [];
}
