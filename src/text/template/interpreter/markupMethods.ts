/** Methods of escaped text: those of `str`, of which most give escaped text, and escape what they are given. */
import { Builtin } from './builtin.ts';
import { NotTried } from './errors.ts';
import { escaped } from './escape.ts';
import type { Given } from './given.ts';
import { each } from './iterate.ts';
import { TEXT_METHODS } from './textMethods.ts';
import { Markup, Tuple, type Value } from './values.ts';

/** Those that give escaped text, or pieces of it. */
const GIVE_MARKUP: ReadonlySet<string> = new Set(
  `capitalize title lower upper replace ljust rjust lstrip rstrip center strip translate expandtabs swapcase zfill casefold
  removeprefix removesuffix join split rsplit splitlines partition rpartition`.split(/\s+/),
);
/** Which of their arguments are escaped. */
const ESCAPED: ReadonlyMap<string, number> = new Map([
  ['replace', 1],
  ['ljust', 1],
  ['rjust', 1],
  ['center', 1],
]);
const OTHERS: ReadonlySet<string> = new Set(['format', 'format_map', 'striptags', 'unescape', 'escape']);

/** Undefined where escaped text has no such method. */
export function markupMethod(self: Markup, name: string): Builtin | undefined {
  const found = TEXT_METHODS.get(name)?.(self.text, name);
  if (OTHERS.has(name)) return new Builtin(name, () => untried(name), self);
  if (!found || !GIVE_MARKUP.has(name)) return found;
  return new Builtin(name, (values) => asMarkup(found.call(prepared(name, values))), self);
}

function untried(name: string): never {
  throw new NotTried(`the method ${name} of Markup`);
}

function prepared(name: string, { args, named }: Given): Given {
  if (name === 'join') return { args: args.map((items) => [...each(items)].map((item) => escaped(item).text)), named };
  const place = ESCAPED.get(name);
  return { args: args.map((value, i) => (i === place ? escaped(value).text : value)), named };
}

function asMarkup(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (Array.isArray(value)) return value.map(asMarkup);
  return value instanceof Tuple ? new Tuple(value.items.map(asMarkup)) : value;
}
