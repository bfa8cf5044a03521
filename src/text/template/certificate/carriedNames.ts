/** What the names of a template carry on: a flag that is set where a text has a mark says later whether it had one. */
import type { Expression } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import type { Assignment, Context, Decisions } from './decisions.ts';
import type { DependsOn } from './dependence.ts';
import { namesIn } from './namesIn.ts';

type Found = ReadonlySet<DependsOn>;

/** Chains of names that are followed. Public templates have three. */
const MOST_ROUNDS = 16;

/** By path. That something is structure is not carried: everything is. */
export function carriedNames(
  { contexts, assignments }: Decisions,
  direct: (node: Expression) => Found,
): ReadonlyMap<string, Found> {
  const carrier = new Carrier(direct);
  let isChanged = true;
  for (let round = 0; isChanged && round < MOST_ROUNDS; round++) isChanged = carrier.learns(contexts, assignments);
  return carrier.names;
}

class Carrier {
  readonly names = new Map<string, Set<DependsOn>>();
  readonly #contexts = new Map<Context, Found>();
  readonly #direct: (node: Expression) => Found;
  readonly #namesIn = new Map<Expression, readonly string[]>();

  constructor(direct: (node: Expression) => Found) {
    this.#direct = direct;
  }

  learns(contexts: readonly Context[], assignments: readonly Assignment[]): boolean {
    // Outer ones stand first: each finds what is around it.
    for (const context of contexts) {
      const around = context.around ? this.#contexts.get(context.around) : undefined;
      step(1 + (around?.size ?? 0));
      this.#contexts.set(context, new Set([...(around ?? []), ...this.#of(context.decision.node)]));
    }
    return assignments.filter((assignment) => this.#learnsOf(assignment)).length > 0;
  }

  #learnsOf({ path, value, context }: Assignment): boolean {
    const known = this.names.get(path) ?? new Set();
    const { size } = known;
    for (const on of (context && this.#contexts.get(context)) ?? []) known.add(on);
    for (const on of value ? this.#of(value) : []) known.add(on);
    this.names.set(path, known);
    return known.size > size;
  }

  #of(node: Expression): readonly DependsOn[] {
    const names = this.#namesIn.get(node) ?? namesIn(node);
    this.#namesIn.set(node, names);
    const all = [...this.#direct(node), ...names.flatMap((name) => [...(this.names.get(name) ?? [])])];
    step(1 + names.length + all.length);
    return all.filter((on) => on !== 'structure');
  }
}
