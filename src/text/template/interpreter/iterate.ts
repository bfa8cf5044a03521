import { Dict, DictView } from './dict.ts';
import { PythonError, typeError } from './errors.ts';
import { pointsOf } from './codePoints.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isSequence, isText, itemsOf, Lazy, Range, Tuple, type Value } from './values.ts';
import { work } from './work.ts';

/** What `iter` of Python gives: each element is a step. Throws at once where a value cannot be gone through. */
export function iterate(value: Value): Iterator<Value, undefined> {
  if (isSequence(value)) return eachOf(itemsOf(value));
  if (isText(value)) return eachOf(pointsOf(charactersOf(value)));
  if (value instanceof Dict) return eachIn(value, (key) => key);
  if (value instanceof DictView) return eachIn(value.dict, PART_OF[value.of]);
  if (value instanceof Range) return eachOfRange(value);
  if (value instanceof Lazy) return value.iterator;
  if (value instanceof Undefined) return eachOf([]);
  throw typeError(`'${typeNameOf(value)}' object is not iterable`);
}

const PART_OF = {
  keys: (key: Value): Value => key,
  values: (_: Value, value: Value): Value => value,
  items: (key: Value, value: Value): Value => new Tuple([key, value]),
};

/** For loops over what {@link iterate} gives. */
export function each(value: Value): Iterable<Value> {
  const iterator = iterate(value);
  return { [Symbol.iterator]: () => iterator };
}

/** All of them at once: what is lazy is used up. */
export function listOf(value: Value): Value[] {
  return [...each(value)];
}

/** A list may grow while it is gone through. */
function* eachOf(items: readonly Value[]): Generator<Value, undefined> {
  for (let i = 0; i < items.length; i++) {
    work();
    yield items[i] as Value;
  }
  return undefined;
}

function* eachIn(dict: Dict, part: (key: Value, value: Value) => Value): Generator<Value, undefined> {
  const { size } = dict;
  for (const [key, value] of dict.pairs()) {
    work();
    yield part(key, value);
    if (dict.size !== size) throw new PythonError('RuntimeError', 'dictionary changed size during iteration');
  }
  return undefined;
}

function* eachOfRange({ start, step, length }: Range): Generator<Value, undefined> {
  for (let i = 0n, at = start; i < length; i++, at += step) {
    work();
    yield at;
  }
  return undefined;
}
