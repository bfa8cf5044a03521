/** What stands around a place of a template. A place costs as much as what it adds to the one around it, however deep it is. */
import type { Body, Expression, If, Statement } from '../syntax/nodes.ts';

/** A test that stands around a place: it holds there, or it does not. */
export interface Condition {
  readonly test: Expression;
  readonly holds: boolean;
}

export interface Place {
  readonly outer: Place | null;
  /** What it adds: a condition, what is looped over, or all that stands around where a name was given what it holds. */
  readonly condition: Condition | null;
  readonly loop: Expression | null;
  readonly held: Place | null;
}

export const NOWHERE: Place = { outer: null, condition: null, loop: null, held: null };

/** In a place, what was given to a name in another. */
export function holding(place: Place, held: Place): Place {
  if (place === NOWHERE) return held;
  return held === NOWHERE ? place : { outer: place, condition: null, loop: null, held };
}

/** The conditions around several places, outermost first. */
export function conditionsOf(places: readonly Place[]): readonly Condition[] {
  const found = new Set<Condition>();
  for (const place of places) collect(place, found);
  return [...found];
}

function collect(place: Place, found: Set<Condition>): void {
  for (const { condition, held } of fromOutside(place)) {
    if (condition) found.add(condition);
    if (held) collect(held, found);
  }
}

function fromOutside(place: Place): readonly Place[] {
  const chain: Place[] = [];
  for (let at: Place | null = place; at; at = at.outer) chain.push(at);
  return chain.reverse();
}

/** Calls `visit` with each body of a statement, and with what stands around it. */
export function eachInner(s: Statement, place: Place, visit: (body: Body, place: Place) => void): void {
  if (s.kind === 'if') eachBranch(s, place, visit);
  else if (s.kind === 'for') {
    const chosen = s.test ? under(place, { test: s.test, holds: true }) : place;
    visit(s.body, { outer: chosen, condition: null, loop: s.items, held: null });
    visit(s.otherwise, place);
  } else if ('body' in s) visit(s.body, place);
}

function eachBranch({ branches, otherwise }: If, place: Place, visit: (body: Body, place: Place) => void): void {
  let rest = place;
  for (const [test, body] of branches) {
    visit(body, under(rest, { test, holds: true }));
    rest = under(rest, { test, holds: false });
  }
  visit(otherwise, rest);
}

function under(outer: Place, condition: Condition): Place {
  return { outer, condition, loop: null, held: null };
}
