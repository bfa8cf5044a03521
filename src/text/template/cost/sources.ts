/** What an expression is made of, and what becomes of it on the way: of a list its elements, of an element a list. */
import { step } from '../steps.ts';
import type { Call, Expression, Filter } from '../syntax/nodes.ts';

/** It is as long as the conversation. */
export const ITSELF = 1;
/** Something in it is. */
const INSIDE = 2;

/** What is made of a thing that grows itself, and of one that has such a thing in it: bits of the above. */
export interface Way {
  readonly ofItself: number;
  readonly ofInside: number;
}

export const WHOLE: Way = { ofItself: ITSELF, ofInside: INSIDE };
/** An element of a list that grows is as long as it was; what is in a mapping may be anything in it. */
export const ELEMENT: Way = { ofItself: 0, ofInside: ITSELF | INSIDE };
export const WITHIN: Way = { ofItself: INSIDE, ofInside: INSIDE };
/** Lists of a list, and all of them in one. */
const SPREAD: Way = { ofItself: ITSELF | INSIDE, ofInside: ITSELF | INSIDE };

export function along({ ofItself, ofInside }: Way, growing: number): number {
  return ((growing & ITSELF) !== 0 ? ofItself : 0) | ((growing & INSIDE) !== 0 ? ofInside : 0);
}

function then(first: Way, second: Way): Way {
  return { ofItself: along(second, first.ofItself), ofInside: along(second, first.ofInside) };
}

/** As long as the conversation. */
export const CONVERSATION = 'messages';
/** Any list that something is appended to. */
export const APPENDED = '[]';

/** Names, fields of namespaces, macros: what is known of each by one word that no other has. */
export const field = (name: string): string => `.${name}`;
export const printedBy = (macro: string): string => `${macro}()`;

/** Calls `visit` with what `e` is made of, and how it is on the way to what `way` leads to. */
export function eachSource(e: Expression, visit: (source: string, way: Way) => void, way: Way = WHOLE): void {
  if (e.kind === 'literal') return;
  step();
  const inner = (next: Expression | null, first: Way = WHOLE): void => {
    if (next) eachSource(next, visit, then(first, way));
  };
  // Nothing else is longer where the conversation is.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (e.kind) {
    case 'name':
      visit(e.name, way);
      return;
    case 'list':
    case 'tuple':
      visit(APPENDED, way);
      for (const item of e.items) inner(item, WITHIN);
      return;
    case 'dict':
      for (const [, value] of e.pairs) inner(value, WITHIN);
      return;
    case 'member':
      member(e.object, e.name, visit, way);
      return;
    case 'index':
      member(e.object, e.key.kind === 'literal' ? String(e.key.value) : null, visit, way);
      return;
    case 'slice':
      inner(e.object);
      return;
    case 'unary':
      inner(e.operand);
      return;
    case 'binary':
      inner(e.left);
      inner(e.right);
      return;
    case 'ternary':
      inner(e.then);
      inner(e.otherwise);
      return;
    case 'filter':
      ofFilter(e, inner);
      return;
    case 'call':
      ofCall(e, visit, way, inner);
  }
}

type Inner = (next: Expression | null, first?: Way) => void;

/** A field of some namespace, or of a mapping; a place in a loop is a number up to the loop's length. */
function member(object: Expression, name: string | null, visit: (source: string, way: Way) => void, way: Way): void {
  if (object.kind === 'name' && object.name === 'loop') visit(CONVERSATION, way);
  if (name !== null) visit(field(name), way);
  eachSource(object, visit, then(ELEMENT, way));
}

const ONE_OF: ReadonlySet<string> = new Set(['first', 'last', 'random', 'min', 'max', 'get', 'pop']);
const REGROUPS: ReadonlySet<string> = new Set(['batch', 'slice', 'groupby', 'sum', 'map']);

function ofFilter({ operand, name, args, named }: Filter, inner: Inner): void {
  inner(operand, ONE_OF.has(name) ? ELEMENT : REGROUPS.has(name) ? SPREAD : WHOLE);
  // What it may give in the other's place.
  for (const arg of args) inner(arg);
  for (const [, value] of named) inner(value);
}

/** A macro gives what it prints, and other functions what they are given. */
function ofCall(
  { callee, args, named }: Call,
  visit: (source: string, way: Way) => void,
  way: Way,
  inner: Inner,
): void {
  if (callee.kind === 'member') inner(callee.object, ONE_OF.has(callee.name) ? ELEMENT : WHOLE);
  if (callee.kind === 'name') visit(printedBy(callee.name), way);
  for (const arg of args) inner(arg);
  for (const [, value] of named) inner(value, WITHIN);
}
