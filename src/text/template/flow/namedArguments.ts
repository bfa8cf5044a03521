/** Arguments that are given by name: rules read them by their place, so a name must be one whose place does not matter. */
import type { Call, Expression, Filter } from '../syntax/nodes.ts';

const FILTERS: Readonly<Record<string, readonly string[]>> = {
  tojson: ['indent', 'ensure_ascii', 'sort_keys', 'separators'],
  indent: ['width', 'first', 'blank'],
  map: ['attribute', 'default'],
  sort: ['attribute', 'reverse', 'case_sensitive'],
  unique: ['attribute', 'case_sensitive'],
  join: ['attribute'],
  sum: ['attribute', 'start'],
  min: ['attribute', 'case_sensitive'],
  max: ['attribute', 'case_sensitive'],
  dictsort: ['case_sensitive', 'by', 'reverse'],
  round: ['precision', 'method'],
};

/** The first name that is not known; null where there is none. */
export function unknownName({ name, named }: Filter): string | null {
  const known = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  return named.find(([given]) => known?.includes(given) !== true)?.[0] ?? null;
}

/** Whether a method is given something by name: `format` alone takes names of its own. */
export function isNamedMethod({ callee, named }: Call): boolean {
  return named.length > 0 && !(callee.kind === 'member' && callee.name === 'format');
}

/** What is given by that name. */
export function namedArgument({ named }: Filter, name: string): Expression | undefined {
  return named.find(([given]) => given === name)?.[1];
}
