/** Whether a condition asks how many messages there are, or which this is: more than whether it is the first, the last, or whether there is any. */
import type { GrowingLoops } from '../cost/growing.ts';
import { step } from '../steps.ts';
import { someChild } from '../syntax/eachChild.ts';
import type { Compare, Expression, For, Node, Test } from '../syntax/nodes.ts';
import type { Folder } from './foldedText.ts';
import { field, isBody, type HeldValues } from './heldValues.ts';

/** Tests that say what a value is, and not how much. */
const KINDS: ReadonlySet<string> = new Set(
  'defined undefined none string mapping iterable sequence boolean even odd true false'.split(' '),
);
const SIZES: ReadonlySet<string> = new Set([
  'length',
  'count',
  'list',
  'selectattr',
  'rejectattr',
  'select',
  'reject',
  'map',
  'reverse',
  'first',
  'last',
  'default',
]);

export class Turns {
  readonly #growing: GrowingLoops;
  readonly #folder: Folder;
  readonly #held: HeldValues;

  constructor(held: HeldValues, growing: GrowingLoops, folder: Folder) {
    this.#held = held;
    this.#growing = growing;
    this.#folder = folder;
  }

  /** `loop.first`, `loop.index0 == 0`, `loop.index == 1` of the loop over messages. */
  isFirst(test: Expression, holds: boolean, loop: For | null): boolean {
    step();
    if (loop === null || !this.#growing.grows(loop) || !isPath(loop.items)) return false;
    if (test.kind === 'unary' && test.operator === 'not') return this.isFirst(test.operand, !holds, loop);
    if (test.kind === 'binary' && test.operator === (holds ? 'and' : 'or'))
      return this.isFirst(test.left, holds, loop) || this.isFirst(test.right, holds, loop);
    if (test.kind === 'member') return holds && isOfLoop(test) && test.name === 'first';
    if (test.kind !== 'compare' || test.rest.length !== 1 || !isOfLoop(test.first)) return false;
    const [[operator, other] = ['<', test.first] as const] = test.rest;
    const first = test.first.name === 'index0' ? 0 : test.first.name === 'index' ? 1 : null;
    return operator === (holds ? '==' : '!=') && other.kind === 'literal' && other.value === first;
  }

  /** `loop` is the innermost loop around it. */
  isCounted(test: Expression, loop: For | null): boolean {
    return this.#decides(test, loop) || this.#goesFar(test);
  }

  /** What a name is set to: comparisons in it, and numbers that are no place. */
  isCountedValue(e: Expression, loop: For | null): boolean {
    step();
    if (e.kind === 'compare' || e.kind === 'test' || (e.kind === 'unary' && e.operator === 'not'))
      return this.isCounted(e, loop);
    if (e.kind === 'binary' && e.operator !== '~' && this.#isBigCount(e, loop)) return true;
    return this.#goesFarHere(e) || someChild(e, (child) => this.isCountedValue(child as Expression, loop));
  }

  /** `messages | length - 7` */
  #isBigCount(e: Expression & { readonly kind: 'binary' }, loop: For | null): boolean {
    const [left, right] = [this.#folder.number(e.left), this.#folder.number(e.right)];
    const isBig = (left !== null && Math.abs(left) > 1) || (right !== null && Math.abs(right) > 1);
    const isHalf = e.operator === '%' && right === 2;
    return isBig && !isHalf && (this.#isLong(e.left, loop) || this.#isLong(e.right, loop));
  }

  /** A key that chooses among many. */
  isCountedKey(key: Expression, loop: For | null): boolean {
    return this.#isLong(key, loop) || this.isCounted(key, loop);
  }

  #decides(e: Expression, loop: For | null): boolean {
    step();
    if (e.kind === 'unary' && e.operator === 'not') return this.#decides(e.operand, loop);
    if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or'))
      return this.#decides(e.left, loop) || this.#decides(e.right, loop);
    if (e.kind === 'ternary')
      return [e.test, e.then, e.otherwise].some((part) => part !== null && this.#decides(part, loop));
    if (e.kind === 'compare') return this.#compares(e, loop);
    if (e.kind === 'test') return this.#tests(e, loop);
    return this.#isLong(e, loop) && !this.#isAny(e);
  }

  /** Whether there is any. */
  #isAny(e: Expression): boolean {
    if (e.kind === 'name' || e.kind === 'member' || e.kind === 'index') return true;
    if (e.kind === 'slice') return this.#isAny(e.object);
    if (e.kind === 'filter') return SIZES.has(e.name) && e.operand !== null && this.#isAny(e.operand);
    if (e.kind === 'list' || e.kind === 'dict' || e.kind === 'tuple' || e.kind === 'literal') return true;
    return e.kind === 'call' || (e.kind === 'binary' && this.#isNear(e));
  }

  #compares({ first, rest }: Compare, loop: For | null): boolean {
    const [[operator, other] = ['<', first] as const, ...more] = rest;
    const [left, right] = [this.#isLong(first, loop), this.#isLong(other, loop)];
    if (!left && !right && more.length === 0) return this.#asksBelow(first, loop) || this.#asksBelow(other, loop);
    if (more.length > 0) return left || right || more.some(([, e]) => this.#isLong(e, loop));
    if (operator === 'in' || operator === 'not in') return left;
    const isKnown = (e: Expression, isLong: boolean): boolean => (isLong ? this.#isNear(e) : this.#isSmall(e));
    return !isKnown(first, left) || !isKnown(other, right);
  }

  /** Comparisons in what is compared. */
  #asksBelow(e: Expression, loop: For | null): boolean {
    if (e.kind === 'compare' || e.kind === 'test') return this.#decides(e, loop);
    return (
      (e.kind === 'binary' || e.kind === 'unary' || e.kind === 'ternary') &&
      someChild(e, (child) => this.#asksBelow(child as Expression, loop))
    );
  }

  #tests({ operand, name, args }: Test, loop: For | null): boolean {
    if (this.#isLong(operand, loop))
      return !KINDS.has(name) && !(name === 'divisibleby' && args.every((arg) => this.#isSmall(arg, 2)));
    return this.#asksBelow(operand, loop);
  }

  /** A number that says none, one or the one before; what is no number says nothing of how many. */
  #isSmall(e: Expression, most = 1): boolean {
    if (e.kind === 'literal' && typeof e.value !== 'number') return true;
    const number = this.#folder.number(e);
    return number !== null && Math.abs(number) <= most && (e.kind === 'literal' || e.kind === 'unary');
  }

  /** A count, or the one beside it: `messages | length - 1`; every other: `loop.index0 % 2`. */
  #isNear(e: Expression): boolean {
    step();
    if (e.kind === 'name') return this.#isPlace(e.name);
    if (e.kind === 'member')
      return (e.object.kind === 'name' && e.object.name === 'loop') || this.#isPlace(field(e.name));
    if (e.kind === 'index' || e.kind === 'slice') return true;
    if (e.kind === 'filter')
      return SIZES.has(e.name) && e.operand !== null && (e.name !== 'length' || this.#isAny(e.operand));
    if (e.kind !== 'binary') return false;
    if (e.operator === '%') return this.#isNear(e.left) && this.#isSmall(e.right, 2);
    return (e.operator === '+' || e.operator === '-') && this.#isNear(e.left) && this.#isSmall(e.right);
  }

  /** Whether a name holds nothing but places: it is not counted up. */
  #isPlace(word: string): boolean {
    const all = this.#held.of(word);
    return all.every(({ value, loop }) => loop !== null || (!isBody(value) && this.#isPlaceValue(value)));
  }

  #isPlaceValue(e: Expression): boolean {
    step();
    if (e.kind === 'literal') return typeof e.value !== 'number' || Math.abs(e.value) <= 1;
    if (e.kind === 'unary') return this.#isPlaceValue(e.operand);
    if (e.kind === 'member') return e.object.kind === 'name' && e.object.name === 'loop';
    if (e.kind === 'index' || e.kind === 'slice') return true;
    if (e.kind === 'filter') return e.name === 'length' || e.name === 'count' || SIZES.has(e.name);
    if (e.kind === 'ternary') return this.#isPlaceValue(e.then) && (!e.otherwise || this.#isPlaceValue(e.otherwise));
    if (e.kind !== 'binary') return e.kind !== 'name' || e.name === 'messages';
    return (e.operator === '+' || e.operator === '-') && this.#isPlaceValue(e.left) && this.#isPlaceValue(e.right);
  }

  #isLong(e: Expression, loop: For | null): boolean {
    step();
    if (isOfLoop(e)) return loop === null || this.#growing.grows(loop);
    if (e.kind === 'binary') return this.#isLong(e.left, loop) || this.#isLong(e.right, loop);
    if (e.kind === 'unary') return this.#isLong(e.operand, loop);
    if (e.kind === 'list' || e.kind === 'tuple' || e.kind === 'dict') return false;
    return this.#growing.isOfConversation(e);
  }

  /** `messages[4]`, `messages[1:][1:][1:]` */
  #goesFar(e: Node): boolean {
    step();
    return this.#goesFarHere(e) || someChild(e, (child) => this.#goesFar(child));
  }

  #goesFarHere(e: Node): boolean {
    return (e.kind === 'index' || e.kind === 'slice') && this.#growing.isOfConversation(e.object) && this.#isFar(e);
  }

  #isFar(e: Expression): boolean {
    if (e.kind === 'index') return this.#isBig(e.key);
    if (e.kind !== 'slice') return false;
    return (
      [e.from, e.to, e.step].some((bound) => bound !== null && this.#isBig(bound)) ||
      (e.from !== null && e.object.kind === 'slice')
    );
  }

  #isBig(e: Expression): boolean {
    const number = this.#folder.number(e);
    if (number !== null) return Math.abs(number) > 1 && number !== -2;
    return e.kind === 'binary' && (this.#isBig(e.left) || this.#isBig(e.right));
  }
}

function isOfLoop(e: Expression): e is Expression & { readonly kind: 'member' } {
  return e.kind === 'member' && e.object.kind === 'name' && e.object.name === 'loop';
}

/** Messages themselves, and not what is made of them. */
function isPath(e: Expression): boolean {
  if (e.kind === 'name') return true;
  if (e.kind === 'slice') return e.step === null && isPath(e.object);
  return (e.kind === 'member' || e.kind === 'index') && isPath(e.object);
}
