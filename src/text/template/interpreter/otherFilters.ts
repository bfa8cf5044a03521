/** Filters of any value, and those that are there and not tried. */
import { Dict } from './dict.ts';
import { NotTried } from './errors.ts';
import { filter, type Filters } from './filter.ts';
import { each, listOf } from './iterate.ts';
import { attributeOf, pythonAttribute } from './lookUp.ts';
import { repr, str } from './print.ts';
import { isTrue } from './truth.ts';
import { Undefined, undefinedName } from './undefined.ts';
import { charactersOf, isText, Lazy, type Value } from './values.ts';
import { workOver } from './work.ts';
import { sortedBy } from './sorting.ts';
import { isHidden } from './hiddenNames.ts';

function otherwise(value: Value, by: Value, takesFalse: boolean): Value {
  return value instanceof Undefined || (takesFalse && !isTrue(value)) ? by : value;
}

/** Fields that Python finds alone, and no keys of a mapping. */
function attribute(value: Value, name: Value): Value {
  if (!isText(name)) throw new NotTried('an attribute whose name is no text');
  const text = charactersOf(name);
  if (isHidden(value, text) || value instanceof Undefined)
    return value instanceof Undefined ? hiddenOf(value, text) : undefinedName(text);
  return pythonAttribute(value, text) === undefined ? undefinedName(text) : attributeOf(value, text);
}

function hiddenOf(value: Undefined, name: string): Value {
  if (isHidden(value, name) || (name.startsWith('__') && name.endsWith('__'))) return undefinedName(name);
  throw value.failure();
}

/** Characters of ASCII that addresses have as they are. */
const PLAIN = /^[A-Za-z0-9_.~-]$/;

function inAddress(value: Value, plain: string): string {
  const text = str(value);
  workOver(27 * text.length);
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const one = String.fromCharCode(byte);
      return PLAIN.test(one) || plain.includes(one) ? one : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

function query(value: Value): string {
  const pairs = value instanceof Dict ? [...value.pairs()] : listOf(value).map((pair) => [...each(pair)]);
  return pairs.map((pair) => pair.map((part) => inAddress(part, '').replaceAll('%20', '+')).join('=')).join('&');
}

function addressed(value: Value): Value {
  const isOne = isText(value) || value === null || typeof value !== 'object';
  return isOne ? inAddress(value, '/') : query(value);
}

/** Wider values are printed on several lines. */
const PRINTED_WIDTH = 79;

function prettyPrinted(value: Value): Value {
  const text = repr(value instanceof Dict ? Dict.of(sortedPairs(value)) : value);
  if (text.length > PRINTED_WIDTH || value instanceof Lazy || /\{.*\{/.test(text))
    throw new NotTried('printing a large value with pprint');
  return text;
}

function sortedPairs(dict: Dict): readonly (readonly [Value, Value])[] {
  const keys = sortedBy(
    [...dict.pairs()].map(([key]) => key),
    (key) => key,
    false,
  );
  return keys.map((key) => [key, dict.get(key) ?? null]);
}

function untried(name: string): Filters[number] {
  return [
    name,
    () => {
      throw new NotTried(`the filter ${name}`);
    },
  ];
}

const DEFAULT = filter('default_value? boolean?', (value, [by = '', takesFalse]) =>
  otherwise(value, by, takesFalse !== undefined && isTrue(takesFalse)),
);

export const OTHER_FILTERS: Filters = [
  ['default', DEFAULT],
  ['d', DEFAULT],
  ['attr', filter('name', (value, [name = null]) => attribute(value, name))],
  ['urlencode', filter('', addressed)],
  ['pprint', filter('', prettyPrinted)],
  ...['urlize', 'wordwrap'].map(untried),
];
