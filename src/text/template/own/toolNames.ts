/** Whether a condition asks for the name of a tool. */
import { step } from '../steps.ts';
import { someChild } from '../syntax/eachChild.ts';
import type { Expression, Node } from '../syntax/nodes.ts';
import { isBody, type HeldValues } from './heldValues.ts';

/** Tests that say whether there is a name. */
const KINDS: ReadonlySet<string> = new Set(['defined', 'undefined', 'none', 'string']);
const DEEPEST = 16;

export class ToolNames {
  readonly #held: HeldValues;
  readonly #known = new Map<string, boolean>();

  constructor(held: HeldValues) {
    this.#held = held;
  }

  /** Whether `test` asks for more than whether there is a name. */
  asksFor(test: Expression): boolean {
    step();
    if (test.kind === 'unary' && test.operator === 'not') return this.asksFor(test.operand);
    if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or'))
      return this.asksFor(test.left) || this.asksFor(test.right);
    if (test.kind === 'test' && KINDS.has(test.name)) return false;
    if (isPath(test) && this.#isName(test, 0)) return false;
    if (test.kind === 'compare' && test.rest.length === 1) {
      const [[, other] = ['==', test.first] as const] = test.rest;
      if (isEmpty(other) || isEmpty(test.first)) return false;
    }
    return this.mentions(test);
  }

  /** Whether comparisons in a value ask for it. */
  isAskedIn(e: Node): boolean {
    step();
    if (e.kind === 'compare') return this.asksFor(e);
    return someChild(e, (child) => this.isAskedIn(child));
  }

  /** Whether the name of a tool is anywhere in it. */
  mentions(e: Node): boolean {
    step();
    if (isExpression(e) && this.#isName(e, 0)) return true;
    if (e.kind === 'filter' && e.args.some(endsInName)) return true;
    return someChild(e, (child) => this.mentions(child));
  }

  #isName(e: Expression, depth: number): boolean {
    step();
    if (depth > DEEPEST) return false;
    // Nothing else is a name by itself.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (e.kind) {
      case 'name':
        return this.#holdsName(e.name, depth);
      case 'member':
        return e.name === 'name';
      case 'index':
        return isNameKey(e.key);
      case 'filter':
        return (
          (e.operand !== null && this.#isName(e.operand, depth + 1)) ||
          (e.name === 'map' && [...e.args, ...e.named.map(([, value]) => value)].some(endsInName))
        );
      case 'call':
        return e.callee.kind === 'member' && (e.args.some(isNameKey) || this.#isName(e.callee.object, depth + 1));
      case 'ternary':
        return this.#isName(e.then, depth + 1) || (e.otherwise !== null && this.#isName(e.otherwise, depth + 1));
      default:
        return false;
    }
  }

  #holdsName(name: string, depth: number): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const all = this.#held.of(name);
    // Of what a reader gives, or a mapping has for keys, the name alone says what it is.
    this.#known.set(name, all.length === 0 && /^(?:\w+_)?name$/.test(name));
    const holds =
      this.#known.get(name) === true || all.some(({ value }) => !isBody(value) && this.#isName(value, depth + 1));
    this.#known.set(name, holds);
    return holds;
  }
}

/** A name as it is: nothing is made of it. */
function isPath(e: Expression): boolean {
  return e.kind === 'name' || e.kind === 'member' || e.kind === 'index';
}

function isExpression(e: Node): e is Expression {
  return e.kind === 'name' || e.kind === 'member' || e.kind === 'index' || e.kind === 'filter' || e.kind === 'call';
}

function isNameKey(e: Expression): boolean {
  return e.kind === 'literal' && e.value === 'name';
}

function endsInName(e: Expression): boolean {
  return e.kind === 'literal' && typeof e.value === 'string' && /(?:^|\.)name$/.test(e.value);
}

function isEmpty(e: Expression): boolean {
  return e.kind === 'literal' && (e.value === null || e.value === '');
}
