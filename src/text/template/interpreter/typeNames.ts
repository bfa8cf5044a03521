import type { Value } from './values.ts';

/** As Python names the type of a value. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return value.typeName;
  return NAMES[typeof value] ?? 'object';
}

const NAMES: Readonly<Record<string, string>> = { boolean: 'bool', bigint: 'int', number: 'float', string: 'str' };
