/** Comparisons and arithmetic: what people say may be compared with nothing, and asked for marks of the format. */
import { stepOver } from '../steps.ts';
import type { Expression, CompareOperator } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { isBlank, isPartKey, isSchemaKey } from './idioms.ts';
import { join } from './join.ts';
import { saidBy } from './saidBy.ts';
import { hasClock, hasText } from './traits.ts';
import type { Length, Value } from './value.ts';
import { BUILT, constant, isNumber, isTuple, NUMBER, OFFSET, STRUCTURE, SWAYED } from './values.ts';

/** What comes of a comparison: structure, but where blanks and pieces of a text are asked for. */
export function compared(a: Analysis, operator: CompareOperator, left: Operand, right: Operand): Value {
  const [l, r] = [left.value, right.value];
  const span = { start: left.node.start, end: right.node.end };
  if (hasClock(l) || hasClock(r)) return a.report('template/depends-on-clock', span, 'a comparison with the clock');
  if (isAllowed(a, operator, l, r) && !isOfAnyMessages(left, right)) return STRUCTURE;
  if ([l, r].some(({ kind }) => kind === 'swayed') || asksForBlank(operator, l, r) || asksForPiece(l, r)) return SWAYED;
  return a.report('template/depends-on-text', span, 'a comparison with a text');
}

/** Whether a message is the last of some is asked; whether any two are the same is what people say. Mistral Small 3.2 */
function isOfAnyMessages(left: Operand, right: Operand): boolean {
  const areMessages = [left, right].every(({ value }) => value.kind === 'record' && value.of === 'message');
  return (
    areMessages &&
    !(isLast(left.node) && right.node.kind === 'name') &&
    !(isLast(right.node) && left.node.kind === 'name')
  );
}

/** `x[-1]`, `x | last`, or what has such a name. */
function isLast(e: Expression): boolean {
  if (e.kind === 'filter') return e.name === 'last';
  if (e.kind !== 'index' || e.object.kind !== 'name') return false;
  return (
    e.key.kind === 'unary' && e.key.operator === '-' && e.key.operand.kind === 'literal' && e.key.operand.value === 1
  );
}

/** `'\n' in text` */
function asksForBlank(operator: CompareOperator, l: Value, r: Value): boolean {
  return operator.endsWith('in') && l.kind === 'constant' && isBlank(l.value) && r.kind !== 'list';
}

/** `line == ''` */
function asksForPiece(l: Value, r: Value): boolean {
  return [l, r].some((value) => value.kind === 'said' && value.grain === 'piece') && [l, r].some(isNothing);
}

function isAllowed(a: Analysis, operator: CompareOperator, l: Value, r: Value): boolean {
  if (operator === 'in' || operator === 'not in') return isMembership(a, l, r);
  if (!hasText(l) && !hasText(r)) return true;
  if (l.kind === 'swayed' || r.kind === 'swayed') return false;
  if (l.kind === 'length' || r.kind === 'length') return isEmptiness(operator, l, r) || isFound(operator, l, r);
  // A tool that is named alone: a name is structure.
  if ([l, r].some(({ kind }) => kind === 'record') && [l, r].some(({ kind }) => kind === 'constant')) return true;
  if (operator !== '==' && operator !== '!=') return false;
  if (l.kind === 'record' && r.kind === 'record') return l.of === 'message' && r.of === 'message';
  if (isMarkOf(a, l, r) || isMarkOf(a, r, l)) return true;
  return [l, r].some(isNothing) && ![l, r].some(isCutText);
}

/** `x | length > 0`, `== 0`, `>= 1` */
function isEmptiness(operator: CompareOperator, l: Value, r: Value): boolean {
  if (l.kind !== 'length' || l.of !== 'text' || r.kind !== 'constant') return false;
  return r.value === 0 ? operator !== '<' : r.value === 1 && (operator === '>=' || operator === '<');
}

/** `text.find(mark) != -1`, `>= 0` */
function isFound(operator: CompareOperator, l: Value, r: Value): boolean {
  if (l.kind !== 'length' || l.of !== 'mark' || r.kind !== 'constant') return false;
  if (r.value === -1) return ['==', '!=', '>'].includes(operator);
  return r.value === 0 && ['>=', '<'].includes(operator);
}

function isMarkOf(a: Analysis, mark: Value, text: Value): boolean {
  return mark.kind === 'constant' && typeof mark.value === 'string' && asksForMark(a, text, mark.value);
}

/** Whether a part of a text is empty is how long the text is; whether a piece is, is where its blanks are. */
function isCutText(value: Value): boolean {
  return value.kind === 'said' && value.text && value.grain !== 'whole';
}

/** What an empty text, or one that is missing, is compared with. */
function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === '' || value.value === null || typeof value.value === 'boolean');
}

function isMembership(a: Analysis, needle: Value, haystack: Value): boolean {
  if (hasText(needle)) return false;
  // Which keys a mapping has is structure.
  if ((haystack.kind === 'record' && !isTuple(haystack)) || !hasText(haystack)) return true;
  const text = needle.kind === 'constant' ? needle.value : null;
  if (typeof text !== 'string') return false;
  if (haystack.kind === 'schema') return !haystack.maybeText && isSchemaKey(text);
  // Which keys a mapping has is structure; what a list holds is not.
  if (haystack.kind === 'given' && !haystack.maybeString && !haystack.maybeList) return true;
  if (haystack.kind === 'given' && !haystack.maybeString) return isPartKey(text);
  return (text === '' && haystack.kind !== 'list' && haystack.kind !== 'record') || asksForMark(a, haystack, text);
}

/** Whether a text is asked for a mark of the format, which what stands beside the text cannot have helped to make. */
export function asksForMark(a: Analysis, text: Value, mark: string): boolean {
  if (!a.literals.isTag(mark)) return false;
  return text.kind === 'given' || (text.kind === 'said' && text.beside !== 'half');
}

/** `+` and `~` */
export function concatenated(a: Analysis, e: Expression, left: Operand, right: Operand): Value {
  const [l, r] = [left.value, right.value];
  if (l.kind === 'constant' && r.kind === 'constant') return sum(a, e, l.value, r.value);
  if (e.kind === 'binary' && e.operator === '+' && (l.kind === 'list' || r.kind === 'list')) return join(l, r);
  const sums = e.kind === 'binary' && e.operator === '+';
  if (sums && (l.kind === 'length' || r.kind === 'length')) return offsetOf(l, r);
  // Jinja adds numbers to numbers alone.
  if (sums && [l, r].some(isNumber) && ![l, r].some((v) => hasText(v) || hasClock(v))) return NUMBER;
  return saidBy([l, r]);
}

/** Characters of a constant that is put together: names that double would be as long as memory. */
const MOST_CONSTANT = 4096;

function sum(a: Analysis, e: Expression, l: unknown, r: unknown): Value {
  const areTexts = [l, r].every((part) => typeof part === 'string');
  if (areTexts && String(l).length + String(r).length <= MOST_CONSTANT) {
    const text = `${String(l)}${String(r)}`;
    stepOver(text);
    return a.literals.constant(text);
  }
  if (areTexts) return BUILT;
  // Python writes true and none otherwise.
  return e.kind === 'binary' && e.operator === '~' ? BUILT : NUMBER;
}

/** Of a format: public templates have 5. */
const MOST_PARTS = 32;

/** What stands between the values of a format stands beside them. */
export function filledIn(parts: readonly string[], values: readonly Value[]): Value {
  if (parts.length > MOST_PARTS) return { ...saidBy(values), words: true, beside: 'half' };
  return saidBy([...parts.map(constant), ...values]);
}

/** `'%s and %d' % …`: widths would pad by how long a text is. */
export function formatted(a: Analysis, e: Expression, format: string, values: readonly Value[]): Value {
  stepOver(format);
  const isPlain = format
    .replaceAll('%%', '')
    .split('%')
    .slice(1)
    .every((rest) => /^[sd]/.test(rest));
  if (isPlain) return filledIn(format.split(/%[sd]/), values);
  return a.report('template/not-proven', e, 'a format that takes more than values');
}

/** A place in a text, so much further: where it cuts the text is asked where it is used. */
function offsetOf(l: Value, r: Value): Value {
  const lengths = [l, r].filter((value): value is Length => value.kind === 'length');
  if (![l, r].every((value) => value.kind === 'length' || !hasText(value))) return SWAYED;
  return lengths.every(({ of }) => of === 'mark') ? (lengths[0] ?? OFFSET) : OFFSET;
}

const MOST_EXPONENT = 16;

function isSmallPower({ left, right }: Expression & { readonly kind: 'binary' }): boolean {
  return [left, right].every((e) => e.kind === 'literal' && typeof e.value === 'number' && e.value <= MOST_EXPONENT);
}

/** Of numbers; a constant format that is filled in; a text that is repeated by structure is not what it was. */
export function arithmetic(a: Analysis, e: Expression, operands: readonly Operand[]): Value {
  const values = operands.map(({ value }) => value);
  if (e.kind === 'binary' && e.operator === '**' && !isSmallPower(e))
    return a.report('template/not-proven', e, 'a power, which may be longer than memory');
  if (
    e.kind === 'binary' &&
    e.operator === '%' &&
    values[0]?.kind === 'constant' &&
    typeof values[0].value === 'string'
  )
    return formatted(a, e, values[0].value, values.slice(1));
  if (e.kind === 'binary' && e.operator === '-' && values.some(({ kind }) => kind === 'length'))
    return offsetOf(...(values as [Value, Value]));
  if (values.some(hasText)) return a.report('template/depends-on-text', e, 'a number that is computed of a text');
  if (values.some(hasClock)) return a.report('template/depends-on-clock', e, 'a number that is computed of the clock');
  const repeats = e.kind === 'binary' && e.operator === '*' && !values.every(isNumber);
  return repeats ? BUILT : NUMBER;
}
