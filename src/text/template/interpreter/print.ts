/** What Python's `str` and `repr` make of values. */
import { Dict, DictView } from './dict.ts';
import { floatText } from './floatText.ts';
import { stringRepr } from './stringRepr.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import {
  isSequence,
  itemsOf,
  Lazy,
  Markup,
  Namespace,
  Range,
  type PyObject,
  type Tuple,
  type Value,
} from './values.ts';
import { deeper, work, workOver } from './work.ts';
import { wholeText } from './wholeNumbers.ts';

/** What is printed where an object stands in an output that has no text of its own: Python tells where in memory it is. */
const ADDRESS = '0x7f0000000000';

/** An object that says itself how it is printed. */
interface Printed extends PyObject {
  printed(address: string): string;
}

function isPrinted(value: PyObject): value is Printed {
  return 'printed' in value;
}

export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  return value instanceof Undefined ? '' : repr(value);
}

export function repr(value: Value): string {
  work();
  if (value === null) return 'None';
  if (typeof value === 'string') return stringRepr(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return wholeText(value);
  if (typeof value === 'number') return floatText(value);
  return reprOfObject(value);
}

function reprOfObject(value: Value[] | PyObject): string {
  if (isSequence(value)) return open.has(value) ? '[...]' : within(value, () => reprOfItems(value));
  if (value instanceof Dict) return open.has(value) ? '{...}' : within(value, () => reprOfPairs(value.pairs()));
  if (value instanceof DictView) return within(value.dict, () => reprOfView(value));
  if (value instanceof Namespace) return within(value, () => `<Namespace ${reprOfPairs(value.fields)}>`);
  if (value instanceof Range) return reprOfRange(value);
  if (value instanceof Markup) return `Markup(${stringRepr(value.text)})`;
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Lazy && value.owner !== null) return `<generator object ${value.owner} at ${ADDRESS}>`;
  return isPrinted(value) ? value.printed(ADDRESS) : `<${typeNameOf(value)} object at ${ADDRESS}>`;
}

/** Lists that are being printed: one that holds itself is printed once. */
const open = new Set<object>();

function within(value: object, print: () => string): string {
  open.add(value);
  try {
    const text = deeper(print);
    workOver(text.length);
    return text;
  } finally {
    open.delete(value);
  }
}

function reprOfItems(value: Value[] | Tuple): string {
  const items = itemsOf(value).map(repr).join(', ');
  if (Array.isArray(value)) return `[${items}]`;
  return value.items.length === 1 ? `(${items},)` : `(${items})`;
}

function reprOfPairs(pairs: Iterable<readonly [Value, Value]>): string {
  return `{${[...pairs].map(([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}`;
}

function reprOfView({ dict, of, typeName }: DictView): string {
  const parts = [...dict.pairs()].map(([key, value]) =>
    of === 'items' ? `(${repr(key)}, ${repr(value)})` : repr(of === 'keys' ? key : value),
  );
  return `${typeName}([${parts.join(', ')}])`;
}

function reprOfRange({ start, stop, step }: Range): string {
  return `range(${[start, stop, ...(step === 1n ? [] : [step])].map(String).join(', ')})`;
}
