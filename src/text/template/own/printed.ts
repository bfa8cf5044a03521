/** What a template may print, as a tree: pieces of its own, texts of messages, what stands behind one another and what instead. */
import type { Expression, For, Span } from '../syntax/nodes.ts';
import type { Place } from './places.ts';

/** A text that is written in the template, or made of such. */
export interface Piece extends Span {
  readonly kind: 'piece';
  readonly text: string;
  readonly place: Place;
  /** Something makes other words of it that nobody can tell. */
  readonly isChanged: boolean;
  /** It is put together of literals, and stands nowhere as it is printed. */
  readonly isMade: boolean;
}

/** What messages say. */
interface MessageText {
  readonly kind: 'message';
  readonly place: Place;
}

interface PrintedMany {
  readonly kind: 'seq' | 'alt';
  readonly of: readonly Printed[];
}

export interface PrintedValue {
  readonly kind: 'value';
  readonly e: Expression;
  readonly of: Printed;
}

export interface PrintedLoop {
  readonly kind: 'loop';
  readonly loop: For;
  readonly body: Printed;
  readonly otherwise: Printed;
}

export type Printed = Piece | MessageText | PrintedMany | PrintedValue | PrintedLoop;

export const NOTHING: Printed = { kind: 'seq', of: [] };

/** One behind the other. */
export function seqOf(of: readonly Printed[]): Printed {
  const some = of.filter((one) => one !== NOTHING);
  return some.length < 2 ? (some[0] ?? NOTHING) : { kind: 'seq', of: some };
}

/** One of them; nothing may be one. */
export function altOf(of: readonly Printed[]): Printed {
  return of.every((one) => one === NOTHING) ? NOTHING : of.length === 1 ? (of[0] ?? NOTHING) : { kind: 'alt', of };
}

/** The pieces of it, each once, in the order in which they are printed where that is known. */
export function piecesOf(printed: Printed): readonly Piece[] {
  const seen = new Set<Printed>();
  const pieces: Piece[] = [];
  const visit = (one: Printed): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (one.kind === 'piece') pieces.push(one);
    else if (one.kind === 'value') visit(one.of);
    else if (one.kind === 'loop') {
      visit(one.body);
      visit(one.otherwise);
    } else if (one.kind !== 'message') for (const inner of one.of) visit(inner);
  };
  visit(printed);
  return pieces;
}
