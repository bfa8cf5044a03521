/** What stands behind `is`. */
import { Callable } from './builtin.ts';
import { isLower, isUpper } from './characterClasses.ts';
import { areEqual, isIn, isOrdered, type Order } from './compare.ts';
import { Dict, DictView } from './dict.ts';
import { NotTried } from './errors.ts';
import type { Engine } from './filter.ts';
import { bound, signature, type Bound, type Given } from './given.ts';
import { operate } from './operators.ts';
import { str } from './print.ts';
import { lengthIfAny } from './truth.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isText, Lazy, Markup, PyObject, type Value } from './values.ts';

export type Test = (value: Value, given: Given, engine: Engine, name: string) => boolean;

function test(parameters: string, is: (value: Value, args: Bound, engine: Engine) => boolean): Test {
  const known = signature(parameters);
  return (value, given, engine, name) => is(value, bound(name, known, given), engine);
}

function of(is: (value: Value) => boolean): Test {
  return test('', is);
}

function ordered(operator: Order): Test {
  return test('/ other', (value, [other = null]) => isOrdered(operator, value, other));
}

const EQUAL = test('/ other', (value, [other = null]) => areEqual(value, other));
const UNEQUAL = test('/ other', (value, [other = null]) => !areEqual(value, other));

function rest(value: Value, by: Value): Value {
  return operate('%', value, by);
}

function isIterable(value: Value): boolean {
  return lengthIfAny(value) !== null || value instanceof Lazy || (value instanceof PyObject && 'iterator' in value);
}

/** The smallest whole numbers are there once in Python. */
const [LEAST, MOST] = [-5n, 256n];

function isSame(value: Value, other: Value): boolean {
  if (typeof value !== typeof other) return false;
  if (value instanceof Undefined || other instanceof Undefined) return value === other;
  if (value === null || typeof value === 'object' || typeof value === 'boolean') return value === other;
  if (!areEqual(value, other)) return false;
  if (typeof value === 'bigint' && value >= LEAST && value <= MOST) return true;
  if (typeof value === 'string' && value.length < 2) return true;
  throw new NotTried('whether two equal values are one');
}

function named(value: Value): string {
  return isText(value) ? charactersOf(value) : '';
}

export const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', of((value) => !(value instanceof Undefined))],
  ['undefined', of((value) => value instanceof Undefined)],
  ['none', of((value) => value === null)],
  ['boolean', of((value) => typeof value === 'boolean')],
  ['true', of((value) => value === true)],
  ['false', of((value) => value === false)],
  ['string', of(isText)],
  ['number', of(isNumeric)],
  ['integer', of((value) => typeof value === 'bigint')],
  ['float', of((value) => typeof value === 'number')],
  ['mapping', of((value) => value instanceof Dict)],
  ['sequence', of((value) => lengthIfAny(value) !== null && !(value instanceof DictView))],
  ['iterable', of(isIterable)],
  ['callable', of((value) => value instanceof Callable || value instanceof Undefined)],
  ['escaped', of((value) => value instanceof Markup)],
  ['lower', of((value) => isLower(str(value)))],
  ['upper', of((value) => isUpper(str(value)))],
  ['even', of((value) => areEqual(rest(value, 2n), 0n))],
  ['odd', of((value) => areEqual(rest(value, 2n), 1n))],
  ['divisibleby', test('num', (value, [by = null]) => areEqual(rest(value, by), 0n))],
  ['sameas', test('other', (value, [other = null]) => isSame(value, other))],
  ['in', test('seq', (value, [container = null]) => isIn(value, container))],
  ['filter', test('', (value, _, engine) => engine.hasFilter(named(value)))],
  ['test', test('', (value, _, engine) => engine.hasTest(named(value)))],
  ...['==', 'eq', 'equalto'].map((name) => [name, EQUAL] as const),
  ...['!=', 'ne'].map((name) => [name, UNEQUAL] as const),
  ...['<', 'lt', 'lessthan'].map((name) => [name, ordered('<')] as const),
  ...['>', 'gt', 'greaterthan'].map((name) => [name, ordered('>')] as const),
  ...['<=', 'le'].map((name) => [name, ordered('<=')] as const),
  ...['>=', 'ge'].map((name) => [name, ordered('>=')] as const),
]);
