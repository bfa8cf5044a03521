/** Filters that give what they make one after the other: nothing is done before it is asked for. */
import { Dict } from './dict.ts';
import { PythonError, typeError } from './errors.ts';
import { filter, type Engine, type Filter, type Filters } from './filter.ts';
import { getter, ignoringCase, type Getter } from './getters.ts';
import { bound, signature, type Given } from './given.ts';
import { each, listOf } from './iterate.ts';
import { keyOf } from './keys.ts';
import { countOf } from './numbers.ts';
import { isTrue } from './truth.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isText, Lazy, Tuple, type Value } from './values.ts';
import { work } from './work.ts';

type Steps = Generator<Value, undefined>;

function filterError(message: string): PythonError {
  return new PythonError('FilterArgumentError', message);
}

function nameIn(value: Value): string {
  if (isText(value)) return charactersOf(value);
  throw new PythonError('TemplateRuntimeError', 'expected the name of a filter or a test');
}

function mapping({ args, named }: Given, engine: Engine): Getter {
  if (args.length === 0 && named.has('attribute')) {
    const others = [...named.keys()].filter((name) => name !== 'attribute' && name !== 'default');
    if (others.length > 0) throw filterError(`Unexpected keyword argument '${others[0] ?? ''}'`);
    return getter(named.get('attribute'), named.get('default') ?? null);
  }
  const [name, ...rest] = args;
  if (name === undefined) throw filterError('map requires a filter argument');
  return (item) => engine.filter(nameIn(name), item, { args: rest, named });
}

function* mapped(value: Value, given: Given, engine: Engine): Steps {
  if (!isTrue(value)) return undefined;
  const change = mapping(given, engine);
  for (const item of each(value)) yield change(item);
  return undefined;
}

/** Which elements are taken: by a test of theirs, or of an attribute. */
function choosing({ args, named }: Given, byAttribute: boolean, engine: Engine): (item: Value) => boolean {
  if (byAttribute && args.length === 0) throw filterError('Missing parameter for attribute name');
  const get = byAttribute ? getter(args[0]) : (item: Value): Value => item;
  const [name, ...rest] = args.slice(byAttribute ? 1 : 0);
  if (name === undefined) return (item) => isTrue(get(item));
  return (item) => engine.test(nameIn(name), get(item), { args: rest, named });
}

function* chosen(value: Value, given: Given, engine: Engine, of: { byAttribute: boolean; isKept: boolean }): Steps {
  if (!isTrue(value)) return undefined;
  const is = choosing(given, of.byAttribute, engine);
  for (const item of each(value)) if (is(item) === of.isKept) yield item;
  return undefined;
}

function choose(byAttribute: boolean, isKept: boolean): Filter {
  return (value, given, engine) => new Lazy(chosen(value, given, engine, { byAttribute, isKept }), 'select_or_reject');
}

function* unique(value: Value, isSensitive: boolean, attribute: Value | undefined): Steps {
  const get = getter(attribute);
  const seen = new Set<unknown>();
  for (const item of each(value)) {
    const key = keyOf(isSensitive ? get(item) : ignoringCase(get(item)));
    if (!seen.has(key)) yield item;
    seen.add(key);
  }
  return undefined;
}

function* batches(value: Value, size: number, fill: Value): Steps {
  let batch: Value[] = [];
  for (const item of each(value)) {
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length === 0) return undefined;
  if (fill !== null) filledUp(batch, size, fill);
  yield batch;
  return undefined;
}

function filledUp(batch: Value[], size: number, fill: Value): void {
  work(Math.max(1, size - batch.length));
  while (batch.length < size) batch.push(fill);
}

function* columns(value: Value, count: number, fill: Value): Steps {
  const all = listOf(value);
  if (count === 0) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const [least, more] = [Math.floor(all.length / count), all.length - Math.floor(all.length / count) * count];
  for (let i = 0, at = 0; i < count; i++) {
    work();
    const size = least + (i < more ? 1 : 0);
    const column = all.slice(at, at + size);
    at += size;
    if (fill !== null && i >= more) column.push(fill);
    yield column;
  }
  return undefined;
}

function* pairsOf(value: Value): Steps {
  if (value instanceof Undefined) return undefined;
  if (!(value instanceof Dict)) throw typeError('Can only get item pairs from a mapping.');
  for (const pair of value.pairs()) {
    work();
    yield new Tuple(pair);
  }
  return undefined;
}

const UNIQUE = signature('case_sensitive? attribute?');

export const LAZY_FILTERS: Filters = [
  ['map', (value, given, engine) => new Lazy(mapped(value, given, engine), 'sync_do_map')],
  ['select', choose(false, true)],
  ['reject', choose(false, false)],
  ['selectattr', choose(true, true)],
  ['rejectattr', choose(true, false)],
  [
    'unique',
    (value, given) => {
      const [isSensitive, attribute] = bound('unique', UNIQUE, given);
      return new Lazy(unique(value, isSensitive !== undefined && isTrue(isSensitive), attribute), 'do_unique');
    },
  ],
  [
    'batch',
    filter(
      'linecount fill_with?',
      (value, [size = null, fill = null]) => new Lazy(batches(value, countOf(size), fill), 'do_batch'),
    ),
  ],
  [
    'slice',
    filter(
      'slices fill_with?',
      (value, [count = null, fill = null]) => new Lazy(columns(value, countOf(count), fill), 'sync_do_slice'),
    ),
  ],
  ['items', filter('', (value) => new Lazy(pairsOf(value), 'do_items'))],
];
