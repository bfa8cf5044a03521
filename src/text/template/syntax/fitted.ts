const NONE: readonly never[] = [];

/** A list in no more memory than it takes: one that has grown has room for sixteen more, and most lists of a tree hold one or none. */
export function fitted<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}
