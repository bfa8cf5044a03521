/** Where what is printed begins and ends, so far as it may be part of a longer thing together with what is printed beside it. */
import { step } from '../steps.ts';
import { addressHead, addressTail } from './addresses.ts';

export interface Edges {
  readonly heads: readonly string[];
  readonly tails: readonly string[];
  /** What is head and tail at once. */
  readonly wholes: readonly string[];
  /** It may print nothing. */
  readonly mayBeEmpty: boolean;
  /** There are more of them than are looked at. */
  readonly isCut: boolean;
}

const NONE: readonly string[] = [];
export const EMPTY: Edges = { heads: NONE, tails: NONE, wholes: NONE, mayBeEmpty: true, isCut: false };
/** What ends whatever was begun. */
export const CLOSED: Edges = { heads: NONE, tails: NONE, wholes: NONE, mayBeEmpty: false, isCut: false };

/** Of so many ways to begin, or to end, the latest are looked at. */
const MOST = 8;
const LONGEST = 64;

/** How a text is cut to what counts at its beginning, and at its end: all of it, where it is short and has no end in it. */
interface Cut {
  readonly head: (text: string) => string;
  readonly tail: (text: string) => string;
}

const OF_ADDRESSES: Cut = { head: (text) => text.slice(0, LONGEST), tail: (text) => text.slice(-LONGEST) };
/** Words and marks end at a blank, and marks at their brackets. */
const OF_RUNS: Cut = {
  head: (text) => /^[^\s>]*>?/u.exec(text.slice(0, LONGEST))?.[0] ?? '',
  tail: (text) => /<?[^\s<]*$/u.exec(text.slice(-LONGEST))?.[0] ?? '',
};

/** What may be part of an address. */
export function edgesOf(text: string): Edges {
  return edges(text, addressHead(text), addressTail(text));
}

/** What may be part of a word or a mark. */
export function runEdgesOf(text: string): Edges {
  return edges(text, OF_RUNS.head(text), OF_RUNS.tail(text));
}

function edges(text: string, head: string, tail: string): Edges {
  if (head.length === text.length && text.length <= LONGEST) return { ...CLOSED, wholes: [text] };
  return { ...CLOSED, heads: head === '' ? NONE : [head], tails: tail === '' ? NONE : [tail] };
}

export function eitherOf(a: Edges, b: Edges): Edges {
  return limited({
    heads: all(a.heads, b.heads),
    tails: all(a.tails, b.tails),
    wholes: all(a.wholes, b.wholes),
    mayBeEmpty: a.mayBeEmpty || b.mayBeEmpty,
    isCut: a.isCut || b.isCut,
  });
}

function limited(edges: Edges): Edges {
  const { heads, tails, wholes } = edges;
  if (Math.max(heads.length, tails.length, wholes.length) <= MOST) return edges;
  const latest = (texts: readonly string[]): readonly string[] => texts.slice(-MOST);
  return { ...edges, heads: latest(heads), tails: latest(tails), wholes: latest(wholes), isCut: true };
}

type Joins = (end: string, begin: string) => void;

/** `a` and then `b`. Calls `joins` with what the two make together. */
export function behind(a: Edges, b: Edges, joins: Joins): Edges {
  return joined(a, b, OF_ADDRESSES, joins);
}

/** As {@link behind}, of words and marks. */
export function runsBehind(a: Edges, b: Edges, joins: Joins): Edges {
  return joined(a, b, OF_RUNS, joins);
}

function joined(a: Edges, b: Edges, { head, tail }: Cut, joins: Joins): Edges {
  if (a === EMPTY) return b;
  if (b === EMPTY) return a;
  joinEach([...a.tails, ...a.wholes], [...b.heads, ...b.wholes], joins);
  const together = pairs(a.wholes, b.wholes);
  const whole = together.filter((text) => text.length <= LONGEST && head(text) === text && tail(text) === text);
  const cut = together.filter((text) => !whole.includes(text));
  return limited({
    heads: all(a.heads, a.mayBeEmpty ? b.heads : NONE, [...pairs(a.wholes, b.heads), ...cut].map(head).filter(isSome)),
    tails: all(b.tails, b.mayBeEmpty ? a.tails : NONE, [...pairs(a.tails, b.wholes), ...cut].map(tail).filter(isSome)),
    wholes: all(b.mayBeEmpty ? a.wholes : NONE, a.mayBeEmpty ? b.wholes : NONE, whole),
    mayBeEmpty: a.mayBeEmpty && b.mayBeEmpty,
    isCut: a.isCut || b.isCut,
  });
}

function joinEach(ends: readonly string[], begins: readonly string[], joins: Joins): void {
  if (ends.length === 0 || begins.length === 0) return;
  step(ends.length * begins.length);
  for (const last of ends) for (const first of begins) joins(last, first);
}

function isSome(text: string): boolean {
  return text !== '';
}

function pairs(firsts: readonly string[], seconds: readonly string[]): readonly string[] {
  if (firsts.length === 0 || seconds.length === 0) return NONE;
  if (firsts.length === 1 && seconds.length === 1) return [`${firsts[0] ?? ''}${seconds[0] ?? ''}`];
  return [...new Set(firsts.flatMap((first) => seconds.map((second) => first + second)))];
}

/** Each once, in their order. A list that has all of them is given back as it is: most have. */
function all(...lists: readonly (readonly string[])[]): readonly string[] {
  let union: readonly string[] = NONE;
  for (const list of lists) {
    if (union.length === 0) union = list;
    else {
      const more = list.filter((text) => !union.includes(text));
      if (more.length > 0) union = [...union, ...more];
    }
  }
  return union;
}
