/** `==`, `<` and `in`, as Python has them. */
import { comparePoints } from './codePoints.ts';
import { Dict, DictView } from './dict.ts';
import { NotTried, typeError } from './errors.ts';
import { each } from './iterate.ts';
import { lengthIfAny } from './truth.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isSequence, isText, itemsOf, PyObject, Range, type Value } from './values.ts';
import { deeper, work, workOver } from './work.ts';

export type Order = '<' | '>' | '<=' | '>=';

/** What `==` says. */
export function areEqual(a: Value, b: Value): boolean {
  work();
  if (isNumeric(a) && isNumeric(b)) return orderOfNumbers(a, b) === 0;
  if (isText(a) && isText(b)) return sameCharacters(charactersOf(a), charactersOf(b));
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return areEqualObjects(a, b);
}

/** Elements are equal where they are the same one, too. */
function areAlike(a: Value, b: Value): boolean {
  return areEqual(a, b) || (typeof a === 'number' && Object.is(a, b));
}

function sameCharacters(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  workOver(a.length);
  return a === b;
}

function areEqualObjects(a: Value[] | PyObject, b: Value[] | PyObject): boolean {
  if (isSequence(a) && isSequence(b))
    return Array.isArray(a) === Array.isArray(b) && deeper(() => haveEqualItems(itemsOf(a), itemsOf(b)));
  if (a instanceof Dict && b instanceof Dict) return deeper(() => haveEqualPairs(a, b));
  if (a instanceof Undefined && b instanceof Undefined) return true;
  if (a instanceof Range && b instanceof Range) return areEqualRanges(a, b);
  if (a instanceof DictView && b instanceof DictView && a.of !== 'values' && b.of !== 'values')
    throw new NotTried('comparing views of mappings');
  if (typeNameOf(a) === METHOD && typeNameOf(b) === METHOD) throw new NotTried('comparing methods');
  return false;
}

const METHOD = 'builtin_function_or_method';

function haveEqualItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => areAlike(item, b[i] as Value));
}

function haveEqualPairs(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a.pairs()) {
    const other = b.get(key);
    if (other === undefined || !areAlike(value, other)) return false;
  }
  return true;
}

function areEqualRanges(a: Range, b: Range): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  return length === 0n || (a.start === b.start && (length === 1n || a.step === b.step));
}

type Numeric = bigint | number | boolean;

/** NaN where one is not a number. */
function orderOfNumbers(a: Numeric, b: Numeric): number {
  const [x, y] = [a, b].map((one) => (typeof one === 'boolean' ? Number(one) : one)) as [
    bigint | number,
    bigint | number,
  ];
  if (x < y) return -1;
  if (x > y) return 1;
  return Number.isNaN(x) || Number.isNaN(y) ? NaN : 0;
}

/** What `<` and its like say. Throws where two values have no order. */
export function isOrdered(operator: Order, a: Value, b: Value): boolean {
  work();
  if (isNumeric(a) && isNumeric(b)) return holds(operator, orderOfNumbers(a, b));
  if (isText(a) && isText(b)) return holds(operator, comparePoints(charactersOf(a), charactersOf(b)));
  if (isSequence(a) && isSequence(b) && Array.isArray(a) === Array.isArray(b))
    return deeper(() => areItemsOrdered(operator, itemsOf(a), itemsOf(b)));
  for (const one of [a, b]) if (one instanceof Undefined) throw one.failure();
  if (a instanceof DictView && b instanceof DictView) throw new NotTried('comparing views of mappings');
  throw typeError(`'${operator}' not supported between instances of '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
}

function holds(operator: Order, order: number): boolean {
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

/** The first elements that differ decide, or the lengths. */
function areItemsOrdered(operator: Order, a: readonly Value[], b: readonly Value[]): boolean {
  const least = Math.min(a.length, b.length);
  for (let i = 0; i < least; i++) {
    const [x, y] = [a[i] as Value, b[i] as Value];
    if (!areAlike(x, y)) return isOrdered(operator, x, y);
  }
  return holds(operator, a.length - b.length);
}

/** What `item in container` says. Throws where the container is none. */
export function isIn(item: Value, container: Value): boolean {
  if (isText(container)) return isInText(item, charactersOf(container));
  if (container instanceof Dict) return container.has(item);
  if (container instanceof DictView && container.of === 'keys') return container.dict.has(item);
  if (container instanceof Range && isNumeric(item)) return isInRange(item, container);
  if (lengthIfAny(container) === null && !isIterable(container))
    throw typeError(`argument of type '${typeNameOf(container)}' is not iterable`);
  for (const one of each(container)) if (areAlike(one, item)) return true;
  return false;
}

function isIterable(value: Value): boolean {
  return value instanceof PyObject && 'iterator' in value;
}

function isInText(item: Value, text: string): boolean {
  if (!isText(item)) throw typeError(`'in <string>' requires string as left operand, not ${typeNameOf(item)}`);
  workOver(text.length);
  return text.includes(charactersOf(item));
}

function isInRange(item: Numeric, { start, step, length }: Range): boolean {
  if (typeof item === 'number' && !Number.isInteger(item)) return false;
  const distance = BigInt(item) - start;
  return distance % step === 0n && distance / step >= 0n && distance / step < length;
}
