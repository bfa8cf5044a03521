/** For every decision of a template, what it depends on: by itself, and by the names that it asks. */
import { Analysis } from '../flow/analysis.ts';
import type { FlowProblem } from '../flow/flowProblem.ts';
import { evaluate } from '../flow/evaluate.ts';
import { factsOf } from '../flow/facts.ts';
import { isMark } from '../flow/idioms.ts';
import { visitBody } from '../flow/statements.ts';
import type { Value } from '../flow/value.ts';
import { step } from '../steps.ts';
import type { Body, Expression } from '../syntax/nodes.ts';
import { carriedNames } from './carriedNames.ts';
import { decisionsIn, type Decision, type Decisions } from './decisions.ts';
import { askedBy, dependenceOf, loopDependence, placeDependence, type DependsOn } from './dependence.ts';
import { namesIn } from './namesIn.ts';

/** As the proof has it. */
const MAX_ROUNDS = 50;

export interface Dependency extends Decision {
  /** Empty where it is constant. */
  readonly on: readonly DependsOn[];
}

/** In the order of the source. `problems` are those of the proof: what they say of a decision is said here. */
export function dependenciesOf(
  body: Body,
  isToken: (text: string) => boolean,
  problems: readonly FlowProblem[],
): readonly Dependency[] {
  const collected = decisionsIn(body);
  const direct = new Recorder(body, isToken, collected).found;
  const carried = carriedNames(collected, (node) => direct.get(node) ?? new Set());
  return [...collected.decisions.values()]
    .map(({ kind, node }) => {
      const all = [...(direct.get(node) ?? []), ...namesIn(node).flatMap((name) => [...(carried.get(name) ?? [])])];
      const said = problemsAt(node, problems);
      // That it depends on structure too is then no matter.
      const kept = said.length === 0 ? all : all.filter((on) => on !== 'structure');
      return { kind, node, on: [...new Set([...said, ...kept])] };
    })
    .sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end);
}

const OF_RULE: Readonly<Record<FlowProblem['rule'], DependsOn>> = {
  'template/depends-on-text': 'text',
  'template/depends-on-clock': 'clock',
  'template/not-proven': 'unknown',
};

function problemsAt({ start, end }: Expression, problems: readonly FlowProblem[]): readonly DependsOn[] {
  step(1 + problems.length);
  return problems
    .filter((one) => one.start >= start && one.end <= end && one.end > one.start)
    .map(({ rule }) => OF_RULE[rule]);
}

/** Runs the analysis of flow once more and looks at each decision where the analysis is when it meets it. */
class Recorder {
  /** By decision, and by value that is assigned. */
  found = new Map<Expression, Set<DependsOn>>();
  readonly #decisions: ReadonlyMap<Expression, Decision>;
  readonly #values: ReadonlySet<Expression>;
  #isLooking = false;

  constructor(body: Body, isToken: (text: string) => boolean, { decisions, assignments }: Decisions) {
    this.#decisions = decisions;
    this.#values = new Set(assignments.flatMap(({ value }) => (value ? [value] : [])));
    const analysis = new Analysis(
      (text) => isMark(text, isToken),
      (a, e) => this.#evaluate(a, e),
    );
    // What is not known yet in one round is known in the last.
    analysis.solve(() => {
      this.found = new Map();
      visitBody(analysis, body);
    }, MAX_ROUNDS);
  }

  /** Statements ask for whole expressions; what those ask for in turn is looked at from here. */
  #evaluate(a: Analysis, e: Expression): Value {
    if (this.#isLooking) return evaluate(a, e);
    this.#isLooking = true;
    try {
      const value = evaluate(a, e);
      if (this.#values.has(e)) this.#note(e, askedBy(a, e));
      this.#look(a, e);
      return value;
    } finally {
      this.#isLooking = false;
    }
  }

  #look(a: Analysis, node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    step();
    const e = node as Expression;
    const decision = this.#decisions.get(e);
    if (decision) this.#note(e, found(a, decision));
    if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or')) {
      this.#look(a, e.left);
      a.within(factsOf(e.left, e.operator === 'and'), () => {
        this.#look(a, e.right);
      });
    } else if (e.kind === 'ternary') this.#lookAtTernary(a, e);
    else for (const part of Object.values(node)) this.#look(a, part);
  }

  #lookAtTernary(a: Analysis, { test, then, otherwise }: Expression & { readonly kind: 'ternary' }): void {
    this.#look(a, test);
    a.within(factsOf(test, true), () => {
      this.#look(a, then);
    });
    a.within(factsOf(test, false), () => {
      this.#look(a, otherwise);
    });
  }

  /** A macro's expressions are met once, those in a tidying twice. */
  #note(e: Expression, on: ReadonlySet<DependsOn>): void {
    this.found.set(e, new Set([...(this.found.get(e) ?? []), ...on]));
  }
}

function found(a: Analysis, { kind, node }: Decision): ReadonlySet<DependsOn> {
  if (kind === 'loop') return loopDependence(a, node);
  if (kind === 'condition') return dependenceOf(a, node);
  if (node.kind === 'slice') return placeDependence(a, node.object, [node.from, node.to, node.step]);
  return node.kind === 'index' ? placeDependence(a, node.object, [node.key]) : new Set();
}
