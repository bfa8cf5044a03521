import { stepOver } from '../steps.ts';
import { elementOf, memberOf } from './members.ts';
import type { Value } from './value.ts';

/** What a dotted path takes of a value: a number takes an element. */
export function taken(value: Value, path: string): Value {
  stepOver(path);
  const step = (object: Value, name: string): Value =>
    /^\d+$/.test(name) ? elementOf(object) : memberOf(object, name);
  return path.trim().split('.').reduce(step, value);
}

/** What a dotted path reaches in each of `list`. */
export function reached(list: Value, path: string): Value {
  return taken(elementOf(list), path);
}
