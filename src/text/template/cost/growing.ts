/** What grows with the conversation: messages, what is made of them, and what is added to in a loop over what grows. */
import { pathOf, STEP } from '../flow/facts.ts';
import { step } from '../steps.ts';
import type { Body, Expression, For, Set as SetStatement } from '../syntax/nodes.ts';
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { isSum, isTrue, timesIn } from './sums.ts';

/** A path, or a loop over what grows. */
type Growing = string | For;

export class GrowingPaths {
  readonly #growing = new Set<Growing>(['messages']);
  /** What grows where something else does. */
  readonly #makes = new Map<Growing, Growing[]>();
  /** What is set to other than true, and the loop around it. */
  readonly #resets: (readonly [path: string, loop: For])[] = [];
  readonly #reset: ReadonlySet<string>;

  constructor(body: Body) {
    this.#learn(body, null);
    // A set is gone through with what is added to it meanwhile.
    for (const one of this.#growing) for (const made of this.#makes.get(one) ?? []) this.#growing.add(made);
    const reset = this.#resets.filter(([, loop]) => this.#growing.has(loop));
    this.#reset = new Set(reset.map(([path]) => path));
  }

  /** Whether what is looped over is as long as the conversation; `messages[0].content` is not. */
  grows(e: Expression): boolean {
    let isGrowing = false;
    eachSource(e, (path) => {
      isGrowing ||= this.#growing.has(path);
    });
    return isGrowing;
  }

  /** Whether `path` is set to other than true in a loop over what grows. */
  isReset(path: string): boolean {
    return this.#reset.has(path);
  }

  #learn(body: Body, loop: For | null): void {
    for (const s of body) {
      step();
      if (s.kind === 'set') this.#learnSet(s, loop);
      if (s.kind === 'for') this.#learnLoop(s, loop);
      for (const inner of bodiesOf(s)) this.#learn(inner, s.kind === 'for' ? s : loop);
    }
  }

  #learnLoop(s: For, outer: For | null): void {
    if (outer) this.#add(outer, s);
    eachSource(s.items, (path) => {
      this.#add(path, s);
    });
  }

  #learnSet({ target, value }: SetStatement, loop: For | null): void {
    const path = target.kind === 'targets' ? null : pathOf(target);
    if (path === null) return;
    for (const [name, given] of namespaceFields(value)) this.#madeOf(given, `${path}${STEP}${name}`);
    this.#madeOf(value, path);
    if (!loop) return;
    if (!isTrue(value)) this.#resets.push([path, loop]);
    if (isSum(value) && timesIn(value, path) > 0) this.#add(loop, path);
  }

  #madeOf(value: Expression, path: string): void {
    eachSource(value, (source) => {
      this.#add(source, path);
    });
  }

  #add(cause: Growing, made: Growing): void {
    const all = this.#makes.get(cause);
    if (all) all.push(made);
    else this.#makes.set(cause, [made]);
  }
}

/** Calls `visit` with the path of each thing with which a value grows. */
function eachSource(e: Expression, visit: (path: string) => void): void {
  step();
  // Nothing else is longer where the conversation is.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (e.kind) {
    case 'name':
    case 'member': {
      const path = pathOf(e);
      if (path !== null) visit(path);
      return;
    }
    case 'slice':
      eachSource(e.object, visit);
      return;
    case 'filter':
      if (e.operand && !/^(?:first|last|tojson)$/.test(e.name)) eachSource(e.operand, visit);
      return;
    case 'ternary':
      eachSource(e.then, visit);
      if (e.otherwise) eachSource(e.otherwise, visit);
      return;
    case 'binary':
      eachSource(e.left, visit);
      eachSource(e.right, visit);
      return;
    case 'call':
      if (e.callee.kind === 'name' && e.callee.name === 'range') for (const arg of e.args) eachSource(arg, visit);
  }
}

/** `namespace(a=x)` */
function namespaceFields(e: Expression): readonly (readonly [string, Expression])[] {
  return e.kind === 'call' && e.callee.kind === 'name' && e.callee.name === 'namespace' ? e.named : [];
}
