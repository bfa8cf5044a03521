/** Comparisons and arithmetic: what people say may be compared with nothing, and asked for marks of the format. */
import type { Expression, CompareOperator } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { isPartKey, isSchemaKey } from './idioms.ts';
import { BUILT, constant, hasClock, hasText, isNumber, join, NUMBER, saidBy, type Value } from './values.ts';

export function compared(a: Analysis, operator: CompareOperator, left: Operand, right: Operand): void {
  const [l, r] = [left.value, right.value];
  const span = { start: left.node.start, end: right.node.end };
  if (hasClock(l) || hasClock(r)) a.report('template/depends-on-clock', span, 'a comparison with the clock');
  else if (!isAllowed(a, operator, l, r)) a.report('template/depends-on-text', span, 'a comparison with a text');
}

function isAllowed(a: Analysis, operator: CompareOperator, l: Value, r: Value): boolean {
  if (operator === 'in' || operator === 'not in') return isMembership(a, l, r);
  if (!comparesText(l) && !comparesText(r)) return true;
  if (l.kind === 'length' || r.kind === 'length') return isEmptiness(operator, l, r);
  // A tool that is named alone: a name is structure.
  if ([l, r].some(({ kind }) => kind === 'record') && [l, r].some(({ kind }) => kind === 'constant')) return true;
  if (operator !== '==' && operator !== '!=') return false;
  return isNothing(l) || isNothing(r);
}

/** `x | length > 0`, `== 0`, `>= 1` */
function isEmptiness(operator: CompareOperator, l: Value, r: Value): boolean {
  if (l.kind !== 'length' || r.kind !== 'constant') return false;
  return r.value === 0 ? operator !== '<' : r.value === 1 && (operator === '>=' || operator === '<');
}

/** A list or a mapping that holds texts is compared with them. */
function comparesText(value: Value): boolean {
  return hasText(value);
}

/** What an empty text, or one that is missing, is compared with. */
function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === '' || value.value === null || typeof value.value === 'boolean');
}

function isMembership(a: Analysis, needle: Value, haystack: Value): boolean {
  if (hasText(needle)) return false;
  // Which keys a mapping has is structure.
  if (haystack.kind === 'record' || !hasText(haystack)) return true;
  const text = needle.kind === 'constant' ? needle.value : null;
  if (typeof text !== 'string') return false;
  if (haystack.kind === 'schema') return isSchemaKey(text);
  if (haystack.kind === 'given' && !haystack.maybeString) return isPartKey(text) || a.isTag(text);
  return haystack.kind !== 'list' && (text === '' || a.isTag(text));
}

/** `+` and `~` */
export function concatenated(e: Expression, left: Operand, right: Operand): Value {
  const [l, r] = [left.value, right.value];
  if (l.kind === 'constant' && r.kind === 'constant') return sum(e, l.value, r.value);
  if (e.kind === 'binary' && e.operator === '+' && (l.kind === 'list' || r.kind === 'list')) return join(l, r);
  if (e.kind === 'binary' && e.operator === '+' && isNumber(l) && isNumber(r)) return NUMBER;
  return saidBy([l, r]);
}

function sum(e: Expression, l: unknown, r: unknown): Value {
  if (e.kind === 'binary' && e.operator === '~') return constant(`${String(l)}${String(r)}`);
  return typeof l === 'string' && typeof r === 'string' ? constant(l + r) : NUMBER;
}

/** Of numbers; a constant format that is filled in; a text that is repeated by structure is not what it was. */
export function arithmetic(a: Analysis, e: Expression, operands: readonly Operand[]): Value {
  const values = operands.map(({ value }) => value);
  if (
    e.kind === 'binary' &&
    e.operator === '%' &&
    values[0]?.kind === 'constant' &&
    typeof values[0].value === 'string'
  )
    return saidBy(values);
  if (values.some(hasText)) return a.report('template/depends-on-text', e, 'a number that is computed of a text');
  if (values.some(hasClock)) return a.report('template/depends-on-clock', e, 'a number that is computed of the clock');
  const repeats = e.kind === 'binary' && e.operator === '*' && !values.every(isNumber);
  return repeats ? BUILT : NUMBER;
}
