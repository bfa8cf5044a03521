/** What a filter is, and what it may ask of whoever applies it. */
import { bound, signature, type Bound, type Given } from './given.ts';
import type { Value } from './values.ts';

/** Filters and tests that are named by a value: of `map`, `select` and their like. */
export interface Engine {
  filter(name: string, value: Value, given: Given): Value;
  test(name: string, value: Value, given: Given): boolean;
  hasFilter(name: string): boolean;
  hasTest(name: string): boolean;
}

export type Filter = (value: Value, given: Given, engine: Engine, name: string) => Value;

/** A filter with a signature, as {@link signature} reads it. */
export function filter(parameters: string, run: (value: Value, args: Bound, engine: Engine) => Value): Filter {
  const known = signature(parameters);
  return (value, given, engine, name) => run(value, bound(name, known, given), engine);
}

/** The filters of one file, by their names. */
export type Filters = readonly (readonly [name: string, filter: Filter])[];
