/** `x is …`: type, presence and emptiness are structure; what a text says is not asked. */
import type { Test } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { compared } from './operators.ts';
import { isCut } from './traits.ts';
import type { Value } from './value.ts';
import { STRUCTURE, SWAYED } from './values.ts';
import type { CompareOperator } from '../syntax/nodes.ts';

/** What holds of a value's type or presence, whatever it says. */
export const TYPE_TESTS: ReadonlySet<string> = new Set([
  'defined',
  'undefined',
  'none',
  'string',
  'mapping',
  'iterable',
  'sequence',
  'number',
  'integer',
  'float',
  'boolean',
  'true',
  'false',
  'callable',
]);

export const COMPARING_TESTS: Readonly<Record<string, CompareOperator>> = {
  eq: '==',
  equalto: '==',
  '==': '==',
  ne: '!=',
  '!=': '!=',
  in: 'in',
  lt: '<',
  lessthan: '<',
  '<': '<',
  gt: '>',
  greaterthan: '>',
  '>': '>',
  le: '<=',
  '<=': '<=',
  ge: '>=',
  '>=': '>=',
};

/** Of numbers, and of letters. */
const VALUE_TESTS: ReadonlySet<string> = new Set(['odd', 'even', 'divisibleby', 'upper', 'lower', 'sameas']);

export function tested(a: Analysis, e: Test, operand: Operand): Value {
  const args = a.argumentsOf(e);
  const [other] = args;
  const operator = Object.hasOwn(COMPARING_TESTS, e.name) ? COMPARING_TESTS[e.name] : undefined;
  if (operator && other) return compared(a, operator, operand, other);
  if (VALUE_TESTS.has(e.name)) return compared(a, '<', operand, other ?? operand);
  if (!TYPE_TESTS.has(e.name)) return a.report('template/not-proven', e, `a test that is not known, "${e.name}"`);
  return isCut(operand.value) ? SWAYED : STRUCTURE;
}
