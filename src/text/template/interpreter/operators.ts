/** Arithmetic, as Python has it: of numbers, and what `+` and `*` make of texts and lists. */
import { typeError } from './errors.ts';
import { escaped } from './escape.ts';
import { floatOperation, type Operator } from './floatOperators.ts';
import { floatOf } from './numbers.ts';
import { formatPercent } from './percentFormat.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isSequence, isText, isWhole, itemsOf, Markup, Tuple, type Value } from './values.ts';
import { work, workOver } from './work.ts';
import { wholeOperation } from './wholeOperators.ts';
import { toCount } from './wholeNumbers.ts';

/** Throws where Python does: what an operator makes of two values. */
export function operate(operator: Operator, a: Value, b: Value): Value {
  if (isNumeric(a) && isNumeric(b)) return ofNumbers(operator, a, b);
  const made = ofOthers(operator, a, b);
  if (made !== undefined) return made;
  for (const one of [a, b]) if (one instanceof Undefined) throw one.failure();
  const sign = operator === '**' ? '** or pow()' : operator;
  throw typeError(`unsupported operand type(s) for ${sign}: '${typeNameOf(a)}' and '${typeNameOf(b)}'`);
}

type Numeric = bigint | number | boolean;

function ofNumbers(operator: Operator, a: Numeric, b: Numeric): Value {
  if (isWhole(a) && isWhole(b)) return wholeOperation(operator, BigInt(a), BigInt(b));
  return floatOperation(operator, floatOf(a), floatOf(b));
}

function ofOthers(operator: Operator, a: Value, b: Value): Value | undefined {
  if (operator === '+') return sumOf(a, b);
  if (operator === '*') return isWhole(b) ? repeated(a, BigInt(b)) : isWhole(a) ? repeated(b, BigInt(a)) : undefined;
  return operator === '%' && isText(a) ? formatPercent(a, b) : undefined;
}

function sumOf(a: Value, b: Value): Value | undefined {
  if (isText(a) && isText(b)) return joined(a, b);
  if (!isSequence(a) || !isSequence(b) || Array.isArray(a) !== Array.isArray(b)) return undefined;
  const [first, second] = [itemsOf(a), itemsOf(b)];
  work(first.length + second.length);
  return Array.isArray(a) ? [...first, ...second] : new Tuple([...first, ...second]);
}

/** What is added to escaped text is escaped. */
function joined(a: string | Markup, b: string | Markup): Value {
  workOver(charactersOf(a).length + charactersOf(b).length);
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  return new Markup(escaped(a).text + escaped(b).text);
}

function repeated(value: Value, times: bigint): Value | undefined {
  if (!isText(value) && !isSequence(value)) return undefined;
  const count = Math.max(0, toCount(times));
  if (isSequence(value)) return repeatedItems(value, count);
  const text = charactersOf(value);
  workOver(text.length * count);
  const whole = text.repeat(text === '' ? 0 : count);
  return typeof value === 'string' ? whole : new Markup(whole);
}

function repeatedItems(value: Value[] | Tuple, count: number): Value {
  const items = itemsOf(value);
  work(items.length * count);
  const all = Array.from({ length: items.length * count }, (_, i) => items[i % items.length] as Value);
  return Array.isArray(value) ? all : new Tuple(all);
}

/** `-x` and `+x`. */
export function signed(sign: '-' | '+', value: Value): Value {
  if (value instanceof Undefined) throw value.failure();
  if (!isNumeric(value)) throw typeError(`bad operand type for unary ${sign}: '${typeNameOf(value)}'`);
  if (isWhole(value)) return sign === '-' ? -BigInt(value) : BigInt(value);
  return sign === '-' ? -value : value;
}

/** What `abs` gives. */
export function sizeOf(value: Value): Value {
  if (value instanceof Undefined) throw typeError("bad operand type for abs(): 'Undefined'");
  if (!isNumeric(value)) throw typeError(`bad operand type for abs(): '${typeNameOf(value)}'`);
  if (!isWhole(value)) return Math.abs(value);
  const whole = BigInt(value);
  return whole < 0n ? -whole : whole;
}
