/** `value.name` and `value[key]`, as the sandbox of jinja2 looks them up: never an error, but of what is undefined. */
import { method, openMethod, type Method } from './builtin.ts';
import { hasFields } from './fields.ts';
import { pointsOf } from './codePoints.ts';
import { Dict } from './dict.ts';
import { formatFields, type LookUp } from './formatFields.ts';
import { given } from './given.ts';
import { isHidden } from './hiddenNames.ts';
import { attributesOf } from './attributes.ts';
import { repr } from './print.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isSequence, isText, isWhole, itemsOf, Markup, Namespace, Range, type Value } from './values.ts';

/** `value.name` */
export function attributeOf(value: Value, name: string): Value {
  if (isHidden(value, name)) return unsafe(value, name);
  const attribute = pythonAttribute(value, name);
  if (attribute !== undefined) return attribute;
  return orNotThere(pythonItem(value, name), value, name);
}

/** `value[key]` */
export function itemOf(value: Value, key: Value): Value {
  const item = pythonItem(value, key);
  if (item !== undefined) return item;
  if (!isText(key)) return notThere(value, key);
  const name = charactersOf(key);
  if (isHidden(value, name)) return unsafe(value, name);
  return orNotThere(pythonAttribute(value, name), value, key);
}

/** Undefined where Python raises AttributeError. Null is None. */
export function pythonAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof Undefined) {
    if (name.startsWith('__') && name.endsWith('__')) return undefined;
    throw value.failure();
  }
  if (value instanceof Namespace) return name.startsWith('_') ? undefined : value.fields.get(name);
  if (value !== null && typeof value === 'object' && hasFields(value)) return value.field(name);
  if (typeof value === 'string') return FORMATS.get(name)?.(value, name) ?? attributesOf(value, name);
  return attributesOf(value, name);
}

const LOOK_UP: LookUp = { attributeOf, itemOf };

/** Methods of texts that look up what templates look up. */
const FORMATS: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['format', openMethod((text, values) => formatFields(text, LOOK_UP, values))],
  ['format_map', method('/ mapping', (text, [mapping]) => formatFields(text, LOOK_UP, given(), mapping))],
]);

/** Undefined where Python raises TypeError or LookupError. */
function pythonItem(value: Value, key: Value): Value | undefined {
  if (value instanceof Undefined) throw value.failure();
  if (value instanceof Dict) return dictItem(value, key);
  if (!isWhole(key)) return undefined;
  const index = BigInt(key);
  if (isSequence(value)) return at(itemsOf(value), index);
  if (isText(value)) return characterAt(value, index);
  return value instanceof Range ? rangeItem(value, index) : undefined;
}

/** What is no key is not there. */
function dictItem(dict: Dict, key: Value): Value | undefined {
  const isKey = !Array.isArray(key) && !(key instanceof Dict);
  return isKey ? dict.get(key) : undefined;
}

function at<T>(items: readonly T[], index: bigint): T | undefined {
  const place = index < 0n ? index + BigInt(items.length) : index;
  return place < 0n || place >= BigInt(items.length) ? undefined : items[Number(place)];
}

function characterAt(text: string | Markup, index: bigint): Value | undefined {
  const found = at(pointsOf(charactersOf(text)), index);
  return found !== undefined && text instanceof Markup ? new Markup(found) : found;
}

function rangeItem({ start, step, length }: Range, index: bigint): Value | undefined {
  const place = index < 0n ? index + length : index;
  return place < 0n || place >= length ? undefined : start + place * step;
}

/** None is a value as any other. */
function orNotThere(found: Value | undefined, value: Value, key: Value): Value {
  return found === undefined ? notThere(value, key) : found;
}

function notThere(value: Value, key: Value): Undefined {
  const type = value === null ? 'None' : `'${typeNameOf(value)} object'`;
  return new Undefined(
    isText(key) ? `${type} has no attribute '${charactersOf(key)}'` : `${type} has no element ${repr(key)}`,
  );
}

function unsafe(value: Value, name: string): Undefined {
  return new Undefined(`access to attribute '${name}' of '${typeNameOf(value)}' object is unsafe.`);
}
