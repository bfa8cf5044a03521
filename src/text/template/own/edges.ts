/** Where what is printed begins and ends, so far as it may be part of an address together with what is printed beside it. */
import { step } from '../steps.ts';
import { addressHead, addressTail } from './addresses.ts';

export interface Edges {
  readonly heads: readonly string[];
  readonly tails: readonly string[];
  /** What is head and tail at once. */
  readonly wholes: readonly string[];
  /** It may print nothing. */
  readonly mayBeEmpty: boolean;
}

const NONE: readonly string[] = [];
export const EMPTY: Edges = { heads: NONE, tails: NONE, wholes: NONE, mayBeEmpty: true };
/** What ends whatever was begun. */
export const CLOSED: Edges = { heads: NONE, tails: NONE, wholes: NONE, mayBeEmpty: false };

/** Of so many ways to begin, or to end, the latest are looked at. */
const MOST = 8;
const LONGEST = 64;

export function edgesOf(text: string): Edges {
  const [head, tail] = [addressHead(text), addressTail(text)];
  if (head.length === text.length && text.length <= LONGEST)
    return { heads: NONE, tails: NONE, wholes: [text], mayBeEmpty: false };
  return { heads: head === '' ? NONE : [head], tails: tail === '' ? NONE : [tail], wholes: NONE, mayBeEmpty: false };
}

export function eitherOf(a: Edges, b: Edges): Edges {
  return {
    heads: both(a.heads, b.heads),
    tails: both(a.tails, b.tails),
    wholes: both(a.wholes, b.wholes),
    mayBeEmpty: a.mayBeEmpty || b.mayBeEmpty,
  };
}

/** `a` and then `b`. Calls `joins` with what the two make together. */
export function behind(a: Edges, b: Edges, joins: (end: string, begin: string) => void): Edges {
  if (a === EMPTY) return b;
  if (b === EMPTY) return a;
  const ends = [...a.tails, ...a.wholes];
  const begins = [...b.heads, ...b.wholes];
  if (ends.length > 0 && begins.length > 0) {
    step(ends.length * begins.length);
    for (const last of ends) for (const first of begins) joins(last, first);
  }
  const together = pairs(a.wholes, b.wholes);
  const short = together.filter((text) => text.length <= LONGEST);
  const long = together.filter((text) => text.length > LONGEST);
  return {
    heads: all(a.heads, a.mayBeEmpty ? b.heads : NONE, pairs(a.wholes, b.heads).map(begin), long.map(begin)),
    tails: all(b.tails, b.mayBeEmpty ? a.tails : NONE, pairs(a.tails, b.wholes).map(end), long.map(end)),
    wholes: all(b.mayBeEmpty ? a.wholes : NONE, a.mayBeEmpty ? b.wholes : NONE, short),
    mayBeEmpty: a.mayBeEmpty && b.mayBeEmpty,
  };
}

function begin(text: string): string {
  return text.slice(0, LONGEST);
}

function end(text: string): string {
  return text.slice(-LONGEST);
}

function pairs(firsts: readonly string[], seconds: readonly string[]): readonly string[] {
  if (firsts.length === 0 || seconds.length === 0) return NONE;
  return firsts.flatMap((first) => seconds.map((second) => first + second));
}

function all(...lists: readonly (readonly string[])[]): readonly string[] {
  const some = lists.filter((list) => list.length > 0);
  if (some.length === 0) return NONE;
  if (some.length === 1 && (some[0]?.length ?? 0) <= MOST) return some[0] ?? NONE;
  return [...new Set(some.flat())].slice(-MOST);
}

function both(a: readonly string[], b: readonly string[]): readonly string[] {
  return all(a, b);
}
