/** What stands around a place of a template. A place costs as much as what it adds to the one around it, however deep it is. */
import { step } from '../steps.ts';
import type { Body, Expression, For, If, Macro, Statement } from '../syntax/nodes.ts';

/** A test that stands around a place: it holds there, or it does not. */
export interface Condition {
  readonly test: Expression;
  readonly holds: boolean;
  /** It chooses among many, and not of two: a key that is looked up. */
  readonly isKey?: boolean;
}

export interface Place {
  readonly outer: Place | null;
  /** What it adds: a condition, a loop, or all that stands around where a name was given what it holds. */
  readonly condition: Condition | null;
  readonly loop: For | null;
  readonly held: Held | null;
  /** The body of a macro: what is a loop's is not the loop's around the call. */
  readonly macro: Macro | null;
  /** The innermost loop around it, whatever it goes through; the body of a macro has none outside. */
  readonly loopAround: For | null;
  readonly macroAround: Macro | null;
}

interface Held {
  readonly place: Place;
  /** A name of a loop's body holds what it was given in the same round; a field of a namespace does not. */
  readonly isName: boolean;
}

type Added = Partial<Pick<Place, 'condition' | 'loop' | 'held' | 'macro'>>;

/** As the one outside, so far as nothing is added. Written out, since a template has hundreds of thousands of them. */
function within(outer: Place, { condition = null, loop = null, held = null, macro = null }: Added): Place {
  return {
    outer,
    condition,
    loop,
    held,
    macro,
    loopAround: macro ? null : (loop ?? outer.loopAround),
    macroAround: macro ?? outer.macroAround,
  };
}

export const NOWHERE: Place = {
  outer: null,
  condition: null,
  loop: null,
  held: null,
  macro: null,
  loopAround: null,
  macroAround: null,
};

/** In a place, what was given to a name in another. */
export function holding(outer: Place, place: Place, isName: boolean): Place {
  return place === NOWHERE ? outer : within(outer, { held: { place, isName } });
}

export function under(outer: Place, condition: Condition): Place {
  return within(outer, { condition });
}

export function inLoop(outer: Place, loop: For): Place {
  return within(outer, { loop });
}

export function inMacro(outer: Place, macro: Macro): Place {
  return within(outer, { macro });
}

/** What sets names for itself: the body of a loop, or of a macro. */
export type Scope = For | Macro;

export function scopeOf({ loopAround, macroAround }: Place): Scope | null {
  return loopAround ?? macroAround;
}

/** The scopes that a place stands in, or in which what it holds was set. */
export function scopesOf(place: Place): ReadonlySet<Scope> {
  const scopes = new Set<Scope>();
  const visit = (from: Place): void => {
    for (let at: Place | null = from; at; at = at.outer) {
      step();
      const scope = at.loop ?? at.macro;
      if (scope) scopes.add(scope);
      if (at.held) visit(at.held.place);
    }
  };
  visit(place);
  return scopes;
}

/** The loops that a place stands in, innermost first; what is read elsewhere stands there. */
export function* loopsHere(place: Place): Generator<For> {
  for (let at: Place | null = place; at && !at.macro; at = at.outer) {
    step();
    if (at.held) {
      yield* loopsHere(at.held.place);
      return;
    }
    if (at.loop) yield at.loop;
  }
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
    if (held) collect(held.place, found);
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
    const round = inLoop(place, s);
    visit(s.body, s.test ? under(round, { test: s.test, holds: true }) : round);
    visit(s.otherwise, place);
  } else if (s.kind === 'macro') visit(s.body, inMacro(place, s));
  else if ('body' in s) visit(s.body, place);
}

function eachBranch({ branches, otherwise }: If, place: Place, visit: (body: Body, place: Place) => void): void {
  let rest = place;
  for (const [test, body] of branches) {
    visit(body, under(rest, { test, holds: true }));
    rest = under(rest, { test, holds: false });
  }
  visit(otherwise, rest);
}
