/** How many words of its own a template says on one way through what it prints: to whom, or when, that it should not; and in all. */
import { step } from '../steps.ts';
import type { Piece } from './printed.ts';

/** Pieces, one behind the other. */
export type Rope = Piece | { readonly kind: 'rope'; readonly first: Rope; readonly second: Rope };

export interface Sum {
  readonly words: number;
  /** What says them; null where nothing does. */
  readonly rope: Rope | null;
}

/** For each bit of what is objected to, and one for all. */
export type Sums = readonly Sum[];

/** Of whatever is said: the place behind those of four bits. */
export const ALL = 4;

const NO_SUM: Sum = { words: 0, rope: null };
export const NO_SUMS: Sums = Array.from({ length: ALL + 1 }, () => NO_SUM);

export function sumsOf(piece: Piece, words: number, bits: number): Sums {
  if (words === 0) return NO_SUMS;
  const sum: Sum = { words, rope: piece };
  return NO_SUMS.map((none, bit) => (bit === ALL || ((bits >> bit) & 1) !== 0 ? sum : none));
}

export function added(a: Sums, b: Sums): Sums {
  if (a === NO_SUMS) return b;
  if (b === NO_SUMS) return a;
  step();
  return a.map((sum, bit) => plus(sum, b[bit] ?? NO_SUM));
}

function plus(a: Sum, b: Sum): Sum {
  if (a.rope === null) return b;
  if (b.rope === null) return a;
  return { words: a.words + b.words, rope: { kind: 'rope', first: a.rope, second: b.rope } };
}

/** The most that either says. */
export function greater(a: Sums, b: Sums): Sums {
  if (a === NO_SUMS) return b;
  if (b === NO_SUMS) return a;
  step();
  return a.map((sum, bit) => ((b[bit]?.words ?? 0) > sum.words ? (b[bit] ?? NO_SUM) : sum));
}

/** Without those of some bits. */
export function without(sums: Sums, bits: number): Sums {
  return sums === NO_SUMS ? sums : sums.map((sum, bit) => (((bits >> bit) & 1) !== 0 ? NO_SUM : sum));
}

/** The pieces of a rope, in order, each once. */
export function piecesOfRope(rope: Rope): readonly Piece[] {
  const pieces = new Map<number, Piece>();
  const open: Rope[] = [rope];
  for (let next = open.pop(); next; next = open.pop()) {
    step();
    if (next.kind === 'piece') pieces.set(next.start, pieces.get(next.start) ?? next);
    else open.push(next.second, next.first);
  }
  return [...pieces.values()];
}
