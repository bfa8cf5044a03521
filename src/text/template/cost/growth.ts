/**
 * How the output of a template grows with the conversation: the degree of a polynomial, by how deep loops over messages, or over what grows
 * with them, are nested. A list of a message's own, its parts or its calls, adds nothing: all of them together are the conversation.
 */
import { pathOf } from '../flow/facts.ts';
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, CallBlock, Expression, For, If, Macro, Node, Span, Statement, Target } from '../syntax/nodes.ts';
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { doublingIn } from './doublings.ts';
import { GrowingLoops } from './growing.ts';
import { ownExpressions } from './ownExpressions.ts';
import { isCount, isMultiplied, isShort, isSum, isTrue, timesIn } from './sums.ts';

export interface Growth {
  /** Of what is printed. Infinity where a text is made of itself twice over, again and again. */
  readonly output: Degree;
  /** Of what is gone through. */
  readonly time: Degree;
}

export interface Degree extends Span {
  readonly degree: number;
}

/** The deepest places; degree 0 where nothing is looped over. */
export function growthOf(body: Body): Growth {
  const { output, time } = new Measure(body);
  return { output, time };
}

const NOTHING: Degree = { degree: 0, start: 0, end: 0 };

/** Where a statement stands: how deep in what grows, and whether in a loop at all. */
interface Depth {
  readonly degree: number;
  readonly loops: boolean;
}

/** Macros that call macros that call macros; public templates have 5. */
const DEEPEST = 200;
const ENDLESS: Growth = { output: { ...NOTHING, degree: Infinity }, time: { ...NOTHING, degree: Infinity } };

class Measure {
  output: Degree = NOTHING;
  time: Degree = NOTHING;
  readonly #growing: GrowingLoops;
  readonly #macros = new Map<string, Macro>();
  readonly #growths = new Map<string, Growth>();
  #depth = 0;

  constructor(body: Body) {
    this.#learnMacros(body);
    this.#growing = new GrowingLoops(body, this.#macros);
    this.#visit(body, { degree: 0, loops: false });
    const doubling = doublingIn(body, this.#macros);
    if (doubling) this.#note('output', Infinity, doubling);
  }

  #learnMacros(body: Body): void {
    for (const s of body) {
      if (s.kind === 'macro') this.#macros.set(s.name, s);
      for (const inner of bodiesOf(s)) this.#learnMacros(inner);
    }
  }

  #visit(body: Body, { degree, loops }: Depth): void {
    for (const s of body) {
      step();
      const inside = this.#inside(s, { degree, loops });
      if (s.kind === 'for') this.#note('time', inside.degree, s.items);
      if (s.kind === 'output' || (s.kind === 'text' && s.text.trim() !== '')) this.#note('output', degree, s);
      if (s.kind === 'set' && loops) this.#visitSet(s.target, s.value, degree);
      eachCallee(s, (name) => {
        this.#call(name, degree, s);
      });
      if (s.kind === 'if') this.#visitBranches(s, inside);
      else if (s.kind !== 'macro') for (const inner of bodiesOf(s)) this.#visit(inner, inside);
    }
  }

  #inside(s: Statement, { degree, loops }: Depth): Depth {
    if (s.kind === 'for') return { degree: degree + this.#degreeOf(s), loops: loops || !isShort(s.items) };
    return s.kind === 'call-block' ? { degree: degree + this.#degreeOfCaller(s), loops: true } : { degree, loops };
  }

  /** Hundreds of times as many as there are messages is a power more. */
  #degreeOf(loop: For): number {
    if (!this.#growing.grows(loop)) return 0;
    const { items } = loop;
    return items.kind === 'call' && items.args.some(isMultiplied) ? 2 : 1;
  }

  /** Its body is gone through wherever the macro calls it. */
  #degreeOfCaller({ call: { callee } }: CallBlock): number {
    return callee.kind === 'name' && this.#macros.has(callee.name) ? this.#growthOfMacro(callee.name).time.degree : 0;
  }

  /** What happens once happens once in all loops around it. */
  #visitBranches({ branches, otherwise }: If, depth: Depth): void {
    for (const [test, body] of branches) {
      const flag = onceBy(test, body);
      this.#visit(body, flag !== null && !this.#growing.isReset(flag) ? { ...depth, degree: 0 } : depth);
    }
    this.#visit(otherwise, depth);
  }

  /** A text that is added to is printed later. */
  #visitSet(target: Target, value: Expression, degree: number): void {
    const path = target.kind === 'targets' ? null : pathOf(target);
    if (path === null || !isSum(value)) return;
    if (timesIn(value, path) > 0 && !isCount(value)) this.#note('output', degree, value);
  }

  #note(of: 'output' | 'time', degree: number, { start, end }: Span): void {
    if (degree > this[of].degree) this[of] = { degree, start, end };
  }

  #call(name: string, degree: number, at: Span): void {
    if (!this.#macros.has(name)) return;
    const { output, time } = this.#growthOfMacro(name);
    this.#note('output', degree + output.degree, at);
    this.#note('time', degree + time.degree, at);
  }

  /** Of one call; a macro that calls itself is another rule's. */
  #growthOfMacro(name: string): Growth {
    const nothing = { output: NOTHING, time: NOTHING };
    const known = this.#growths.get(name);
    const macro = this.#macros.get(name);
    if (known || !macro) return known ?? nothing;
    if (this.#depth >= DEEPEST) return ENDLESS;
    this.#depth++;
    this.#growths.set(name, nothing);
    const outside = { output: this.output, time: this.time };
    [this.output, this.time] = [NOTHING, NOTHING];
    // It may be called in a loop.
    this.#visit(macro.body, { degree: 0, loops: true });
    const growth = { output: this.output, time: this.time };
    [this.output, this.time] = [outside.output, outside.time];
    this.#depth--;
    this.#growths.set(name, growth);
    return growth;
  }
}

/** The flag of `{% if not seen %}…{% set seen = true %}{% endif %}`. */
function onceBy(test: Expression, body: Body): string | null {
  const asked: string[] = [];
  flagsOf(test, asked);
  if (asked.length === 0) return null;
  const set = new Set(body.map((s) => (s.kind === 'set' && isTrue(s.value) ? pathOf(s.target as Expression) : null)));
  step(body.length);
  return asked.find((flag) => set.has(flag)) ?? null;
}

/** What a test asks not to be. */
function flagsOf(test: Expression, found: string[]): void {
  if (test.kind === 'binary' && test.operator === 'and') {
    flagsOf(test.left, found);
    flagsOf(test.right, found);
  } else if (test.kind === 'unary' && test.operator === 'not') {
    const flag = pathOf(test.operand);
    if (flag !== null) found.push(flag);
  }
}

/** Calls `visit` with the name of each function and macro that a statement calls itself. */
function eachCallee(s: Statement, visit: (name: string) => void): void {
  const visitCalls = (e: Node): void => {
    if (e.kind === 'literal' || e.kind === 'name') return;
    step();
    if (e.kind === 'call' && e.callee.kind === 'name') visit(e.callee.name);
    eachChild(e, visitCalls);
  };
  for (const e of ownExpressions(s)) visitCalls(e);
}
