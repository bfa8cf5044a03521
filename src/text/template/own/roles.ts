/** Whose message a text stands in, by a condition around it. */
import type { Expression } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { mentions } from './mentions.ts';
import type { Condition } from './places.ts';

const ROLES: readonly string[] = ['system', 'developer', 'user', 'assistant', 'model', 'tool', 'function', 'other'];
const OTHER = 1 << ROLES.indexOf('other');
/** A bit for each role. */
export const EVERY_ROLE = (1 << ROLES.length) - 1;

/** The names of a set of roles. */
export function rolesOf(bits: number): ReadonlySet<string> {
  return new Set(ROLES.filter((_, i) => (bits >> i) & 1));
}

/** The roles for which a condition may hold. */
export function rolesUnder({ test, holds }: Condition): number {
  step();
  if (test.kind === 'unary' && test.operator === 'not') return rolesUnder({ test: test.operand, holds: !holds });
  if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or')) {
    const [left, right] = [rolesUnder({ test: test.left, holds }), rolesUnder({ test: test.right, holds })];
    return (test.operator === 'and') === holds ? left & right : left | right;
  }
  if (test.kind !== 'compare' || test.rest.length !== 1 || !isRole(test.first)) return EVERY_ROLE;
  const [[operator, other] = ['==', test.first] as const] = test.rest;
  const named = literalsOf(other).reduce((bits, role) => bits | bitOf(role), 0);
  if (named === 0) return EVERY_ROLE;
  const isPositive = (operator === '==' || operator === 'in') === holds;
  // Of others there are more than one.
  return isPositive ? named : (EVERY_ROLE & ~named) | OTHER;
}

function bitOf(role: string): number {
  return ROLES.includes(role) ? 1 << ROLES.indexOf(role) : OTHER;
}

function isRole(e: Expression): boolean {
  return mentions(e, (name) => /(?:^|_)role$/.test(name));
}

/** The strings of a literal, or of a list of them. */
export function literalsOf(e: Expression): readonly string[] {
  if (e.kind === 'list' || e.kind === 'tuple') return e.items.flatMap(literalsOf);
  return e.kind === 'literal' && typeof e.value === 'string' ? [e.value] : [];
}
