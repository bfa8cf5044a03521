/** The places of a template where something decides: conditions, loops and what is taken by a place; and what is assigned under them. */
import type { Body, Expression, Statement, Target } from '../syntax/nodes.ts';
import { pathOf } from '../flow/facts.ts';

export interface Decision {
  readonly kind: 'condition' | 'loop' | 'index';
  /** What is asked, looped over, or taken from. */
  readonly node: Expression;
}

/** A decision and those around it. */
export interface Context {
  readonly decision: Decision;
  readonly around: Context | null;
}

export interface Assignment {
  /** As `pathOf` has it. */
  readonly path: string;
  /** Null of a block. */
  readonly value: Expression | null;
  readonly context: Context | null;
}

export interface Decisions {
  readonly decisions: ReadonlyMap<Expression, Decision>;
  /** Outer ones first. */
  readonly contexts: readonly Context[];
  readonly assignments: readonly Assignment[];
}

export function decisionsIn(body: Body): Decisions {
  const collector = new Collector();
  collector.visit(body, null);
  return collector;
}

class Collector implements Decisions {
  readonly decisions = new Map<Expression, Decision>();
  readonly contexts: Context[] = [];
  readonly assignments: Assignment[] = [];

  visit(body: Body, context: Context | null): void {
    for (const statement of body) this.#statement(statement, context);
  }

  #statement(s: Statement, context: Context | null): void {
    if (s.kind === 'if') this.#branches(s, context);
    else if (s.kind === 'for') this.#loop(s, context);
    else {
      this.#expressions(s);
      if (s.kind === 'set') this.#assign(s.target, s.value, context);
      if (s.kind === 'set-block') this.#assign(s.target, null, context);
      if (s.kind === 'with') for (const [target, value] of s.bindings) this.#assign(target, value, context);
      if ('body' in s) this.visit(s.body, context);
    }
  }

  #branches({ branches, otherwise }: Statement & { readonly kind: 'if' }, context: Context | null): void {
    let around = context;
    for (const [test, body] of branches) {
      around = this.#decide('condition', test, around);
      this.visit(body, around);
    }
    this.visit(otherwise, around);
  }

  #loop(s: Statement & { readonly kind: 'for' }, context: Context | null): void {
    const loop = this.#decide('loop', s.items, context);
    const inside = s.test ? this.#decide('condition', s.test, loop) : loop;
    this.#assign(s.target, null, inside);
    this.visit(s.body, inside);
    this.visit(s.otherwise, loop);
  }

  #decide(kind: Decision['kind'], node: Expression, around: Context | null): Context {
    this.#expressions(node);
    const decision: Decision = { kind, node };
    this.decisions.set(node, decision);
    const context = { decision, around };
    this.contexts.push(context);
    return context;
  }

  #assign(target: Target, value: Expression | null, context: Context | null): void {
    if (target.kind === 'targets') for (const item of target.items) this.#assign(item, value, context);
    else this.assignments.push({ path: pathOf(target) ?? '', value, context });
  }

  /** Those inside an expression, or in the expressions of a statement. */
  #expressions(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    const e = node as Expression;
    if (e.kind === 'ternary') this.decisions.set(e.test, { kind: 'condition', node: e.test });
    if (e.kind === 'slice' || (e.kind === 'index' && !isField(e))) this.decisions.set(e, { kind: 'index', node: e });
    for (const [key, part] of Object.entries(node)) if (key !== 'body') this.#expressions(part);
  }
}

/** `message['content']` */
function isField({ key }: Expression & { readonly kind: 'index' }): boolean {
  return key.kind === 'literal' && typeof key.value === 'string';
}
