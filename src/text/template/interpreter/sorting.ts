import { Callable } from './builtin.ts';
import { isOrdered } from './compare.ts';
import { NotTried } from './errors.ts';
import { given } from './given.ts';
import type { Value } from './values.ts';
import { work } from './work.ts';

/** Stable, as Python sorts: by what `key` makes of each, where it is given. */
export function sorted(items: readonly Value[], key: Value, isReverse: boolean): Value[] {
  if (key !== null && !(key instanceof Callable)) throw new NotTried('sorting by what is no function');
  return sortedBy(items, (item) => (key instanceof Callable ? key.call(given(item)) : item), isReverse);
}

/** The same by a function of ours. */
export function sortedBy(items: readonly Value[], keyOf: (item: Value) => Value, isReverse: boolean): Value[] {
  work(items.length);
  const keyed = items.map((item) => [keyOf(item), item] as const);
  // Equal ones stay in their order, also from the last to the first.
  if (isReverse) keyed.reverse();
  keyed.sort(([a], [b]) => (isOrdered('<', a, b) ? -1 : isOrdered('<', b, a) ? 1 : 0));
  if (isReverse) keyed.reverse();
  return keyed.map(([, item]) => item);
}
