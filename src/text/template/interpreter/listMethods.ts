/** Methods of lists, tuples and ranges. Lists may change, as llama.cpp and others let them. */
import { method, openMethod, untriedMethod, type Method } from './builtin.ts';
import { areEqual } from './compare.ts';
import { PythonError, valueError } from './errors.ts';
import type { Bound } from './given.ts';
import { each, listOf } from './iterate.ts';
import { countOf, indexOf, placeOf } from './numbers.ts';
import { repr } from './print.ts';
import { searchBounds } from './slices.ts';
import { sorted } from './sorting.ts';
import { isTrue } from './truth.ts';
import { itemsOf, type Range, type Tuple, type Value } from './values.ts';
import { work } from './work.ts';

type Sequence = Value[] | Tuple;

function count(sequence: Value, item: Value): bigint {
  let found = 0n;
  for (const one of each(sequence)) if (areEqual(one, item)) found++;
  return found;
}

function place(sequence: Sequence, [item = null, from, to]: Bound): number {
  const items = itemsOf(sequence);
  const [start, end] = searchBounds(from, to, items.length);
  for (let i = start; i < end; i++) if (areEqual(items[i] as Value, item)) return i;
  throw valueError(`${repr(item)} is not in ${Array.isArray(sequence) ? 'list' : 'tuple'}`);
}

const COUNTING: readonly (readonly [string, Method<Sequence>])[] = [
  ['count', method('/ value', (sequence, [item = null]) => count(sequence, item))],
  ['index', method('/ value start? end?', (sequence, args) => BigInt(place(sequence, args)))],
];

export const TUPLE_METHODS: ReadonlyMap<string, Method<Tuple>> = new Map(COUNTING);

export const RANGE_METHODS: ReadonlyMap<string, Method<Range>> = new Map([
  ['count', method('/ value', (range, [item = null]) => count(range, item))],
  ['index', untriedMethod()],
]);

/** Changes a list, and gives None. */
function changing(parameters: string, change: (list: Value[], args: Bound) => void): Method<Value[]> {
  return method(parameters, (list, args) => {
    work();
    change(list, args);
    return null;
  });
}

function inserted(list: Value[], [at = null, item = null]: Bound): void {
  work(list.length);
  list.splice(countOf(at), 0, item);
}

function popped(list: Value[], [at = -1n]: Bound): Value {
  if (list.length === 0) throw new PythonError('IndexError', 'pop from empty list');
  const from = placeOf(indexOf(at), list);
  work(list.length - from);
  return list.splice(from, 1)[0] as Value;
}

/** In place: what is lazy may depend on the list itself. */
function extended(list: Value[], [items = null]: Bound): void {
  for (const item of items === list ? [...list] : each(items)) list.push(item);
}

function arranged(list: Value[], key: Value | undefined, reverse: Value | undefined): void {
  const keyed = key === undefined || key === null ? null : key;
  list.splice(0, list.length, ...sorted(list, keyed, reverse !== undefined && isTrue(reverse)));
}

export const LIST_METHODS: ReadonlyMap<string, Method<Value[]>> = new Map<string, Method<Value[]>>([
  ...COUNTING,
  ['append', changing('/ object', (list, [item = null]) => list.push(item))],
  ['clear', changing('/', (list) => list.splice(0))],
  ['copy', method('/', (list) => listOf(list))],
  ['extend', changing('/ iterable', extended)],
  ['insert', changing('/ index object', inserted)],
  ['pop', method('/ index?', popped)],
  ['remove', changing('/ value', (list, args) => list.splice(place(list, args), 1))],
  ['reverse', changing('/', (list) => list.reverse())],
  [
    'sort',
    openMethod((list, { named }) => {
      arranged(list, named.get('key'), named.get('reverse'));
      return null;
    }),
  ],
]);
