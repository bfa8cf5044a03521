/** When two keys of a mapping are one: as Python hashes and compares them. */
import { typeError } from './errors.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { isText, charactersOf, Tuple, type Value, Range } from './values.ts';
import { NotTried } from './errors.ts';
import { deeper, work, workOver } from './work.ts';

/** What is no text begins with it. */
const OTHER = '\0';

/** The same for keys that are equal. Throws where a value is no key. */
export function keyOf(value: Value): unknown {
  if (typeof value === 'string') return value.startsWith(OTHER) ? `${OTHER}s${value}` : value;
  if (isText(value)) return keyOf(charactersOf(value));
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Tuple) return `${OTHER}t${deeper(() => tupleKey(value))}`;
  if (value instanceof Undefined) return `${OTHER}u`;
  if (value instanceof Range) throw new NotTried('a range as a key');
  if (Array.isArray(value) || typeNameOf(value) === 'dict') throw typeError(`unhashable type: '${typeNameOf(value)}'`);
  return value;
}

function tupleKey({ items }: Tuple): string {
  work(items.length);
  return items.map((item) => partOf(keyOf(item))).join('');
}

const NUMBERS = new WeakMap<object, number>();
let objects = 0;

/** Tells itself from every other, whatever stands behind it. */
function partOf(key: unknown): string {
  if (typeof key === 'string') {
    workOver(key.length);
    return `s${String(key.length)}:${key}`;
  }
  if (typeof key !== 'object' || key === null) return `${typeof key} ${String(key)};`;
  const number = NUMBERS.get(key) ?? ++objects;
  NUMBERS.set(key, number);
  return `o${String(number)};`;
}
