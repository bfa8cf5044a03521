/** Whose message a text stands in, by a condition around it: only comparisons of this message's role with roles that are written out are believed. */
import type { GrowingLoops } from '../cost/growing.ts';
import { step } from '../steps.ts';
import type { Expression, For } from '../syntax/nodes.ts';
import { isBody, type Held, type HeldValues } from './heldValues.ts';
import type { Condition, Place } from './places.ts';

const ROLES: readonly string[] = ['system', 'developer', 'user', 'assistant', 'model', 'tool', 'function', 'other'];
const OTHER = 1 << ROLES.indexOf('other');
/** A bit for each role. */
export const EVERY_ROLE = (1 << ROLES.length) - 1;
/** Of people and of the model. */
export const USERS = 1 << ROLES.indexOf('user');
export const ASSISTANTS = (1 << ROLES.indexOf('assistant')) | (1 << ROLES.indexOf('model'));
/** Names that hold names that hold a role. */
const DEEPEST = 16;

export class Roles {
  readonly #held: HeldValues;
  readonly #growing: GrowingLoops;
  readonly #open = new Set<string>();
  /** What macros are called with is seen in their bodies alone. */
  #isInMacro = false;

  constructor(held: HeldValues, growing: GrowingLoops) {
    this.#held = held;
    this.#growing = growing;
  }

  /** The roles for which a condition may hold. `round` is the loop over messages that it stands in. */
  under(condition: Condition, round: For | null, isInMacro: boolean): number {
    this.#isInMacro = isInMacro;
    return this.#under(condition, round);
  }

  #under({ test, holds }: Condition, round: For | null): number {
    step();
    if (test.kind === 'unary' && test.operator === 'not')
      return this.#under({ test: test.operand, holds: !holds }, round);
    if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or')) {
      const [left, right] = [
        this.#under({ test: test.left, holds }, round),
        this.#under({ test: test.right, holds }, round),
      ];
      return (test.operator === 'and') === holds ? left & right : left | right;
    }
    if (test.kind === 'name') return this.#underName(test.name, holds, round);
    const compared = this.#compared(test, round);
    if (!compared) return EVERY_ROLE;
    const named = compared.roles.reduce((bits, role) => bits | bitOf(role), 0);
    // Of others there are more than one.
    return compared.isEqual === holds ? named : (EVERY_ROLE & ~named) | OTHER;
  }

  /** A name that holds a condition, and nothing else. */
  #underName(name: string, holds: boolean, round: For | null): number {
    const [only, ...more] = this.#held.of(name);
    if (this.#open.has(name)) return EVERY_ROLE;
    if (!only || more.length > 0 || isBody(only.value) || only.loop !== null) return EVERY_ROLE;
    if (only.value.kind === 'name' || this.roundOf(only.place) !== round) return EVERY_ROLE;
    // What is made of itself says nothing.
    this.#open.add(name);
    const roles = this.#under({ test: only.value, holds }, round);
    this.#open.delete(name);
    return roles;
  }

  #compared(
    test: Expression,
    round: For | null,
  ): { readonly roles: readonly string[]; readonly isEqual: boolean } | null {
    if (test.kind !== 'compare' || test.rest.length !== 1) return null;
    const [[operator, other] = ['<', test.first] as const] = test.rest;
    const isIn = operator === 'in' || operator === 'not in';
    if (!isIn && operator !== '==' && operator !== '!=') return null;
    const isEqual = operator === '==' || operator === 'in';
    const roles = isIn ? listOf(other) : literalOf(other);
    const cased = casedRole(test.first);
    if (roles && cased && roles.every((role) => role === cased.of(role)) && this.#isRole(cased.role, round, 0))
      return { roles: roles.map((role) => role.toLowerCase()), isEqual };
    if (roles && this.#isRole(test.first, round, 0)) return { roles, isEqual };
    const first = isIn ? null : literalOf(test.first);
    return first && this.#isRole(other, round, 0) ? { roles: first, isEqual } : null;
  }

  /** `message.role`, or a name that holds it. */
  #isRole(e: Expression, round: For | null, depth: number): boolean {
    step();
    if (depth > DEEPEST) return false;
    if (e.kind === 'name')
      return this.#isAlways(e.name, round, false, (value, own) => this.#isRole(value, own, depth + 1));
    const object =
      e.kind === 'member' && e.name === 'role'
        ? e.object
        : e.kind === 'index' && isKey(e.key)
          ? e.object
          : roleOfGet(e);
    return object !== null && this.isMessage(object, round, depth);
  }

  /** The message of this round, or of none where there is no loop: `messages[0]`. */
  isMessage(e: Expression, round: For | null, depth = 0): boolean {
    step();
    if (depth > DEEPEST) return false;
    if (e.kind === 'name') {
      return this.#isAlways(e.name, round, true, (value, own) => this.isMessage(value, own, depth + 1));
    }
    if (e.kind === 'filter' && (e.name === 'first' || e.name === 'last') && e.operand)
      return round === null && this.#growing.isOfConversation(e.operand);
    if (e.kind !== 'index' || !this.#growing.isOfConversation(e.object)) return false;
    return round === null ? e.key.kind === 'literal' || e.key.kind === 'unary' : isThisPlace(e.key);
  }

  /** Of a name that another round gave its value nothing is known. */
  #isAlways(
    name: string,
    round: For | null,
    isOfRounds: boolean,
    isIt: (value: Expression, round: For | null) => boolean,
  ): boolean {
    const isSo = ({ value, loop, place, isArgument }: Held): boolean => {
      if (isBody(value)) return false;
      if (loop !== null) return isOfRounds && loop === round && this.#growing.grows(loop);
      const own = this.roundOf(place);
      return (isArgument === true || own === round) && isIt(value, own);
    };
    const all = this.#held.of(name).filter((held) => this.#matters(held, name, round));
    // What is made of itself is what it is made of besides.
    if (this.#open.has(name)) return all.length > 0;
    this.#open.add(name);
    const isAlways = all.length > 0 && all.every(isSo);
    this.#open.delete(name);
    return isAlways;
  }

  /** Where a round gives a name its value, others do not. */
  #matters({ loop, place, isArgument }: Held, name: string, round: For | null): boolean {
    if (round?.target.kind !== 'name' || round.target.name !== name || (isArgument === true && this.#isInMacro))
      return true;
    if (isArgument === true) return false;
    return loop === null ? this.roundOf(place) === round : loop === round;
  }

  /** The innermost loop over messages around a place. */
  roundOf(place: Place): For | null {
    for (let at: Place | null = place; at; at = at.outer) {
      step();
      if (at.loop && this.#growing.grows(at.loop)) return at.loop;
    }
    return null;
  }
}

/** `message.role | lower` */
function casedRole(e: Expression): { readonly role: Expression; readonly of: (role: string) => string } | null {
  if (e.kind !== 'filter' || e.operand === null) return null;
  if (e.name === 'lower') return { role: e.operand, of: (role) => role.toLowerCase() };
  return e.name === 'upper' ? { role: e.operand, of: (role) => role.toUpperCase() } : null;
}

function bitOf(role: string): number {
  return ROLES.includes(role) ? 1 << ROLES.indexOf(role) : OTHER;
}

function isKey(e: Expression): boolean {
  return e.kind === 'literal' && e.value === 'role';
}

function roleOfGet(e: Expression): Expression | null {
  if (e.kind !== 'call' || e.callee.kind !== 'member' || e.callee.name !== 'get') return null;
  return e.args[0] && isKey(e.args[0]) ? e.callee.object : null;
}

/** `messages[loop.index0]`, `messages[i]` */
function isThisPlace(key: Expression): boolean {
  return (
    key.kind === 'name' ||
    (key.kind === 'member' && key.name === 'index0' && key.object.kind === 'name' && key.object.name === 'loop')
  );
}

function literalOf(e: Expression): readonly string[] | null {
  return e.kind === 'literal' && typeof e.value === 'string' ? [e.value] : null;
}

/** Of a list; what is in a text is anything. */
function listOf(e: Expression): readonly string[] | null {
  if (e.kind !== 'list' && e.kind !== 'tuple') return null;
  const items = e.items.map(literalOf);
  return items.every((item) => item !== null) ? items.flat() : null;
}
