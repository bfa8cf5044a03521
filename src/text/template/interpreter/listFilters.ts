/** Filters of lists that look at all of it. */
import { areEqual, isOrdered } from './compare.ts';
import { Dict } from './dict.ts';
import { NotTried, PythonError, typeError } from './errors.ts';
import { filter, type Filters } from './filter.ts';
import { getter, getterOfMany, ignoringCase, type Getter } from './getters.ts';
import { each, iterate, listOf } from './iterate.ts';
import { reversed } from './splitting.ts';
import { operate } from './operators.ts';
import { str } from './print.ts';
import { sortedBy } from './sorting.ts';
import { isTrue, lengthIfAny, lengthOf } from './truth.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, GroupTuple, isText, itemsOf, isSequence, Lazy, Markup, Tuple, type Value } from './values.ts';
import { workOver } from './work.ts';

function isSet(value: Value | undefined): boolean {
  return value !== undefined && isTrue(value);
}

function casing(isSensitive: Value | undefined): Getter {
  return isSet(isSensitive) ? (value) => value : ignoringCase;
}

function joined(value: Value, separator: Value, attribute: Value | undefined): string {
  const get = getter(attribute);
  const texts: string[] = [];
  const between = str(separator);
  for (const item of each(value)) {
    const text = str(get(item));
    workOver(text.length + between.length);
    texts.push(text);
  }
  return texts.join(between);
}

function first(value: Value): Value {
  const found = iterate(value).next();
  return found.done ? new Undefined('No first item, sequence was empty.') : found.value;
}

function last(value: Value): Value {
  if (lengthIfAny(value) === null) throw typeError(`'${typeNameOf(value)}' object is not reversible`);
  const all = listOf(value);
  return all.at(-1) ?? (all.length > 0 ? null : new Undefined('No last item, sequence was empty.'));
}

function reverse(value: Value): Value {
  if (isText(value)) {
    const text = reversed(charactersOf(value));
    return typeof value === 'string' ? text : new Markup(text);
  }
  if (value instanceof Lazy) return listOf(value).reverse();
  if (lengthIfAny(value) === null) throw new PythonError('FilterArgumentError', 'argument must be iterable');
  return new Lazy(backwards(listOf(value)), null, reverserOf(value));
}

/** From the last that is there to the first. */
function* backwards(items: readonly Value[]): Generator<Value, undefined> {
  yield* items.toReversed();
  return undefined;
}

function reverserOf(value: Value): string {
  if (Array.isArray(value)) return 'list_reverseiterator';
  if (value instanceof Dict) return 'dict_reversekeyiterator';
  const type = typeNameOf(value);
  return type === 'range'
    ? 'range_iterator'
    : type.startsWith('dict_')
      ? `dict_reverse${type.slice(5, -1)}iterator`
      : 'reversed';
}

function extreme(
  value: Value,
  operator: '<' | '>',
  isSensitive: Value | undefined,
  attribute: Value | undefined,
): Value {
  const [get, change] = [getter(attribute), casing(isSensitive)];
  let best: readonly [key: Value, item: Value] | undefined;
  for (const item of each(value)) {
    const key = change(get(item));
    if (best === undefined || isOrdered(operator, key, best[0])) best = [key, item];
  }
  return best === undefined ? new Undefined('No aggregated item, sequence was empty.') : best[1];
}

function sum(value: Value, attribute: Value | undefined, start: Value): Value {
  if (isText(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const get = getter(attribute);
  let total: Value = start;
  for (const item of each(value)) total = operate('+', total, get(item));
  return total;
}

function sortedDict(value: Value, isSensitive: Value | undefined, by: Value, isReverse: boolean): Value {
  if (by !== 'key' && by !== 'value')
    throw new PythonError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  if (!(value instanceof Dict))
    throw new PythonError('AttributeError', `'${typeNameOf(value)}' object has no attribute 'items'`);
  const pairs = [...value.pairs()].map((pair) => new Tuple(pair));
  const change = casing(isSensitive);
  return sortedBy(
    pairs,
    (pair) => change((isSequence(pair) ? itemsOf(pair) : [])[by === 'key' ? 0 : 1] as Value),
    isReverse,
  );
}

function grouped(value: Value, attribute: Value, otherwise: Value, isSensitive: Value | undefined): Value {
  const get = getter(attribute, otherwise);
  const change = casing(isSensitive);
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of sortedBy(listOf(value), (one) => change(get(one)), false)) {
    const key = change(get(item));
    const open = groups.at(-1);
    if (open && areEqual(open.key, key)) open.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ key, items }) => new GroupTuple([isSet(isSensitive) ? key : get(items[0] as Value), items]));
}

export const LIST_FILTERS: Filters = [
  ['length', filter('', (value) => BigInt(lengthOf(value)))],
  ['count', filter('', (value) => BigInt(lengthOf(value)))],
  ['list', filter('', listOf)],
  ['first', filter('', first)],
  ['last', filter('', last)],
  ['reverse', filter('', reverse)],
  ['join', filter('d? attribute?', (value, [separator = '', attribute]) => joined(value, separator, attribute))],
  ['min', filter('case_sensitive? attribute?', (value, [cased, attribute]) => extreme(value, '<', cased, attribute))],
  ['max', filter('case_sensitive? attribute?', (value, [cased, attribute]) => extreme(value, '>', cased, attribute))],
  ['sum', filter('attribute? start?', (value, [attribute, start = 0n]) => sum(value, attribute, start))],
  [
    'sort',
    filter('reverse? case_sensitive? attribute?', (value, [isReverse, cased, attribute]) =>
      sortedBy(listOf(value), getterOfMany(attribute, casing(cased)), isSet(isReverse)),
    ),
  ],
  [
    'dictsort',
    filter('case_sensitive? by? reverse?', (value, [cased, by = 'key', isReverse]) =>
      sortedDict(value, cased, by, isSet(isReverse)),
    ),
  ],
  [
    'groupby',
    filter('attribute default? case_sensitive?', (value, [attribute = null, otherwise = null, cased]) =>
      grouped(value, attribute, otherwise, cased),
    ),
  ],
  [
    'random',
    () => {
      throw new NotTried('the filter random');
    },
  ],
];
