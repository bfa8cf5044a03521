/** Arguments of a call, and what they are for. */
import { typeError } from './errors.ts';
import type { Value } from './values.ts';

/** What stands between the parentheses of a call. */
export interface Given {
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const NOTHING: Given = { args: [], named: new Map() };

export function given(...args: readonly Value[]): Given {
  return { args, named: NOTHING.named };
}

/** Parameters by name, in order. One that ends with `?` may be left out; behind `/` none may be named. */
export interface Signature {
  readonly names: readonly string[];
  readonly required: number;
  readonly isPositional: boolean;
}

/** `old new count?`, or `/ old new count?` where names of parameters are not given. */
export function signature(text: string): Signature {
  const words = text.split(' ').filter((word) => word !== '');
  const isPositional = words[0] === '/';
  const names = isPositional ? words.slice(1) : words;
  return {
    names: names.map((name) => name.replace('?', '')),
    required: names.filter((name) => !name.endsWith('?')).length,
    isPositional,
  };
}

/** The argument of each parameter, undefined where there is none. Throws as Python does where they do not fit. */
export function bound(name: string, { names, required, isPositional }: Signature, { args, named }: Given): Bound {
  if (args.length > names.length)
    throw typeError(`${name}() takes ${String(names.length)} arguments, and ${String(args.length)} were given`);
  const values: (Value | undefined)[] = names.map((_, i) => args[i]);
  for (const [key, value] of named) {
    const place = isPositional ? -1 : names.indexOf(key);
    if (place < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (place < args.length) throw typeError(`${name}() got multiple values for argument '${key}'`);
    values[place] = value;
  }
  const missing = values.findIndex((value, i) => i < required && value === undefined);
  if (missing >= 0) throw typeError(`${name}() missing a required argument: '${names[missing] ?? ''}'`);
  return values;
}

export type Bound = readonly (Value | undefined)[];
