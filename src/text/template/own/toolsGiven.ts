/** Whether a condition says that tools or documents are given, or that this message calls one. Only what says so exactly is believed. */
import { step } from '../steps.ts';
import type { Expression } from '../syntax/nodes.ts';
import { field, isBody, type Held, type HeldValues } from './heldValues.ts';

/** What readers give. */
const INPUTS: ReadonlySet<string> = new Set(
  'tools functions documents tools_in_user_message custom_tools builtin_tools xml_tools python_tools available_tools response_format json_schema response_schema'.split(
    ' ',
  ),
);
/** What a message has of them. */
const FIELDS: ReadonlySet<string> = new Set(
  'tools functions documents tool_calls function_call tool_call_id tool_plan tool_responses tool_results response_format'.split(
    ' ',
  ),
);
const DEEPEST = 32;

export class ToolsGiven {
  readonly #held: HeldValues;
  readonly #open = new Set<string>();
  /** What macros are called with is seen in their bodies alone. */
  #isInMacro = false;

  constructor(held: HeldValues) {
    this.#held = held;
  }

  /** Whether they are given where `test` holds, or does not. `isInMacro`: in the body of one. */
  isUnder(test: Expression, holds: boolean, isInMacro: boolean): boolean {
    this.#isInMacro = isInMacro;
    return this.#under(test, holds);
  }

  #under(test: Expression, holds: boolean, depth = 0): boolean {
    step();
    if (depth > DEEPEST) return false;
    if (test.kind === 'unary' && test.operator === 'not') return this.#under(test.operand, !holds, depth + 1);
    if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or')) {
      const [left, right] = [this.#under(test.left, holds, depth + 1), this.#under(test.right, holds, depth + 1)];
      return (test.operator === 'and') === holds ? left || right : left && right;
    }
    if (test.kind === 'test') return this.#isThere(test.operand, test.name, test.negated !== holds);
    if (test.kind === 'compare') return this.#compares(test, holds);
    return holds && this.#given(test, depth);
  }

  /** Whether they are given where `e` is true. */
  #given(e: Expression, depth: number): boolean {
    step();
    if (depth > DEEPEST) return false;
    if (isFalse(e)) return true;
    if (e.kind === 'name') return this.#isGivenName(e.name, depth);
    if (e.kind === 'filter') return e.operand !== null && KEEPING.has(e.name) && this.#given(e.operand, depth + 1);
    if (e.kind === 'ternary')
      return (
        (this.#given(e.then, depth + 1) || this.#under(e.test, true, depth + 1)) &&
        (e.otherwise === null || this.#given(e.otherwise, depth + 1) || this.#under(e.test, false, depth + 1))
      );
    if (e.kind === 'compare' || e.kind === 'test' || e.kind === 'unary' || e.kind === 'binary')
      return this.#under(e, true, depth + 1);
    // One of those that are given.
    if (e.kind === 'index' && e.key.kind === 'literal' && typeof e.key.value === 'number')
      return this.#given(e.object, depth + 1);
    return this.#isField(e, depth + 1);
  }

  /** One that the template sets is given where all that it is set to is. */
  #isGivenName(name: string, depth: number): boolean {
    const all = this.#seen(name);
    if (all.length === 0) return INPUTS.has(name);
    return all.every(
      ({ value, loop }) =>
        loop === null && !isBody(value) && (this.#isItself(value, name) || this.#given(value, depth + 1)),
    );
  }

  #seen(name: string): readonly Held[] {
    const all = this.#held.of(name);
    return this.#isInMacro ? all : all.filter(({ isArgument }) => isArgument !== true);
  }

  #isItself(value: Expression, name: string): boolean {
    return value.kind === 'name' && value.name === name && INPUTS.has(name);
  }

  /** What is made of itself is what it is made of besides. */
  #isNameGivenBy(name: string, depth: number): boolean {
    if (this.#open.has(name)) return true;
    this.#open.add(name);
    const all = this.#seen(name);
    const isSo = all.every(({ value }) => !isBody(value) && this.#isGivenBy(value, depth + 1));
    this.#open.delete(name);
    return isSo;
  }

  #isThere(operand: Expression, name: string, holds: boolean): boolean {
    const isSo =
      name === 'defined' || name === 'iterable' || name === 'mapping' || name === 'sequence'
        ? holds
        : name === 'none' || name === 'undefined'
          ? !holds
          : false;
    return isSo && this.#isField(operand);
  }

  #compares({ first, rest }: Expression & { readonly kind: 'compare' }, holds: boolean): boolean {
    const [[operator, other] = ['<', first] as const, ...more] = rest;
    if (more.length > 0) return false;
    if (operator === 'in' || operator === 'not in') return (operator === 'in') === holds && isToolKey(first);
    if (isNone(other)) return operator === (holds ? '!=' : '==') && this.#isField(first);
    const isSome = (operator === '>' && holds) || (operator === '!=' && holds) || (operator === '==' && !holds);
    return isSome && other.kind === 'literal' && other.value === 0 && isLength(first) && this.#given(first.operand, 0);
  }

  /** A field of a message is there where it is given; what a reader gives may be none. */
  #isField(e: Expression, depth = 0): boolean {
    const asked = askedOf(e);
    if (asked === null || depth > DEEPEST) return false;
    const { object, key } = asked;
    if (object.kind === 'name' && this.#held.isNamespace(object.name)) return this.#isGivenName(field(key), depth);
    return FIELDS.has(key) && this.#isGivenBy(object, depth);
  }

  /** Whether it is a reader's, and not made by the template. */
  #isGivenBy(e: Expression, depth: number): boolean {
    step();
    if (depth > DEEPEST) return false;
    if (e.kind === 'name') return this.#isNameGivenBy(e.name, depth);
    if (e.kind === 'filter') return e.operand !== null && this.#isGivenBy(e.operand, depth + 1);
    if (e.kind === 'binary' && e.operator === 'or')
      return this.#isGivenBy(e.left, depth + 1) && this.#isGivenBy(e.right, depth + 1);
    if (e.kind === 'member' || e.kind === 'index' || e.kind === 'slice') return this.#isGivenBy(e.object, depth + 1);
    if (e.kind === 'call') return e.callee.kind === 'member' && this.#isGivenBy(e.callee.object, depth + 1);
    return isFalse(e);
  }
}

const KEEPING: ReadonlySet<string> = new Set([
  'length',
  'count',
  'list',
  'default',
  'selectattr',
  'rejectattr',
  'first',
  'last',
  'tojson',
  'trim',
  'string',
]);

function isFalse(e: Expression): boolean {
  if (e.kind === 'literal') return e.value === null || e.value === false || e.value === '' || e.value === 0;
  return e.kind === 'list' || e.kind === 'tuple' ? e.items.length === 0 : e.kind === 'dict' && e.pairs.length === 0;
}

function isNone(e: Expression): boolean {
  return e.kind === 'literal' && (e.value === null || e.value === '');
}

function isLength(e: Expression): e is Expression & { readonly kind: 'filter'; readonly operand: Expression } {
  return e.kind === 'filter' && (e.name === 'length' || e.name === 'count') && e.operand !== null;
}

function isToolKey(e: Expression): boolean {
  return e.kind === 'literal' && typeof e.value === 'string' && FIELDS.has(e.value);
}

/** `message.tool_calls`, `message['tool_calls']`, `message.get('tool_calls')` */
function askedOf(e: Expression): { readonly object: Expression; readonly key: string } | null {
  if (e.kind === 'member') return { object: e.object, key: e.name };
  if (e.kind === 'index') return e.key.kind === 'literal' ? { object: e.object, key: String(e.key.value) } : null;
  if (e.kind !== 'call' || e.callee.kind !== 'member' || e.callee.name !== 'get') return null;
  const [key, otherwise] = e.args;
  if (otherwise && !isFalse(otherwise)) return null;
  return key?.kind === 'literal' ? { object: e.callee.object, key: String(key.value) } : null;
}
