/** What filters and methods make of constants. */
import type { Constant, Scalar } from './constant.ts';

type Given = ReadonlyMap<string, Constant>;
type Transform = (value: Constant, given: Given) => Constant | null;

const LONGEST = 65_536;

/** Null where it is not known. `given` has what the filter is called with, by name where the name is known, or else by place. */
export function transformed(name: string, value: Constant, given: Given): Constant | null {
  return Object.hasOwn(TRANSFORMS, name) ? (TRANSFORMS[name]?.(value, given) ?? null) : null;
}

const ofText =
  (change: (text: string) => Constant): Transform =>
  (value) =>
    typeof value === 'string' ? change(value) : null;

const same: Transform = (value) => value;

const TRANSFORMS: Readonly<Record<string, Transform>> = {
  lower: ofText((text) => text.toLowerCase()),
  casefold: ofText((text) => text.toLowerCase()),
  upper: ofText((text) => text.toUpperCase()),
  title: ofText((text) => text.toLowerCase().replace(/\p{L}+/gu, capitalized)),
  capitalize: ofText((text) => capitalized(text.toLowerCase())),
  swapcase: ofText((text) => text.replace(/\p{L}/gu, swapped)),
  trim: (value, given) => stripped(value, given, 'both'),
  strip: (value, given) => stripped(value, given, 'both'),
  lstrip: (value, given) => stripped(value, given, 'left'),
  rstrip: (value, given) => stripped(value, given, 'right'),
  string: (value) => (typeof value === 'object' ? null : String(value)),
  safe: same,
  list: (value) => (typeof value === 'string' ? Array.from(value) : typeof value === 'object' ? value : null),
  first: (value) => (typeof value === 'number' ? null : (Array.from<Scalar>(value)[0] ?? null)),
  last: (value) => (typeof value === 'number' ? null : (Array.from<Scalar>(value).at(-1) ?? null)),
  length: (value) => (typeof value === 'number' ? null : Array.from<Scalar>(value).length),
  reverse: reversed,
  join: joined,
  replace: replaced,
  split,
  sort: (value) => (typeof value === 'object' ? value.toSorted() : null),
  format: formatted,
  default: unlessEmpty,
  d: unlessEmpty,
};

function unlessEmpty(value: Constant): Constant | null {
  return value === '' ? null : value;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function swapped(letter: string): string {
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
}

function stripped(value: Constant, given: Given, side: 'both' | 'left' | 'right'): string | null {
  if (typeof value !== 'string') return null;
  const of = given.get('0') ?? given.get('chars');
  const isOne = (char: string | undefined): boolean =>
    char !== undefined && (typeof of === 'string' ? of.includes(char) : /\s/.test(char));
  let [start, end] = [0, value.length];
  while (side !== 'right' && start < end && isOne(value[start])) start++;
  while (side !== 'left' && end > start && isOne(value[end - 1])) end--;
  return value.slice(start, end);
}

function reversed(value: Constant): Constant | null {
  if (typeof value === 'number') return null;
  return typeof value === 'string' ? Array.from(value).reverse().join('') : value.toReversed();
}

function joined(value: Constant, given: Given): string | null {
  const between = given.get('d') ?? '';
  if (typeof value === 'number' || typeof between !== 'string' || given.has('attribute')) return null;
  if (value.length * (between.length + 1) > LONGEST) return null;
  return Array.from<Scalar>(value).join(between);
}

function replaced(value: Constant, given: Given): string | null {
  const [old, by, count] = [given.get('old'), given.get('new'), given.get('count')];
  if (typeof value !== 'string' || typeof old !== 'string' || typeof by !== 'string') return null;
  if ((value.length + 1) * (by.length + 1) > 16 * LONGEST) return null;
  if (typeof count !== 'number' || count < 0) return value.replaceAll(old, () => by);
  const pieces = value.split(old);
  return [pieces.slice(0, count + 1).join(by), ...pieces.slice(count + 1)].join(old);
}

function split(value: Constant, given: Given): readonly Scalar[] | null {
  const [by, most] = [given.get('sep'), given.get('maxsplit')];
  if (typeof value !== 'string' || most !== undefined || by === '') return null;
  if (by === undefined) return value.split(/\s+/).filter((word) => word !== '');
  return typeof by === 'string' ? value.split(by) : null;
}

/** `'{}{}'.format(a, b)` and `'%s%s' | format(a, b)` */
function formatted(value: Constant, given: Given): string | null {
  if (typeof value !== 'string') return null;
  let next = 0;
  const unknown: string[] = [];
  const text = value.replace(/%%|%[sd]|\{\{|\}\}|\{(\w*)\}/g, (found: string, key?: string) => {
    if (found === '%%' || found === '{{' || found === '}}') return found.charAt(0);
    const arg = given.get(key === undefined || key === '' ? String(next++) : key);
    if (arg === undefined || typeof arg === 'object') unknown.push(found);
    return String(arg);
  });
  return unknown.length === 0 && text.length <= LONGEST ? text : null;
}
