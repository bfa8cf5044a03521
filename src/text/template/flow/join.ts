/** What is either of two values. */
import { step } from '../steps.ts';
import { sameValue } from './sameValue.ts';
import { besideOf, hasWords, saidBy } from './saidBy.ts';
import { hasPeople, hasSchemas, hasText, isCut, isTelling } from './traits.ts';
import type { Beside, Fields, Given, ListOf, Said, Schema, Value } from './value.ts';
import {
  FRAME,
  BUILT,
  isNumber,
  isSaid,
  isScalar,
  JSON_VALUE,
  listWith,
  fieldOf,
  NUMBER,
  OFFSET,
  recordOf,
  STRUCTURE,
  SWAYED,
} from './values.ts';

/** Deeper values are forgotten: a loop that wraps a list in a list would make the analysis go on for ever. */
const MAX_DEPTH = 6;

export function join(a: Value, b: Value, depth = 0): Value {
  if (a === b || sameValue(a, b)) return a;
  if (a.kind === 'swayed' || b.kind === 'swayed') return SWAYED;
  if (a.kind === 'length' || b.kind === 'length') return joinLength(a, b);
  if (isScalar(a) && isScalar(b)) return joinScalars(a, b);
  // Nothing, or an empty string, before there is a value.
  if (isScalar(a) && !isTelling(a)) return besideScalar(a, b);
  if (isScalar(b) && !isTelling(b)) return besideScalar(b, a);
  if (depth >= MAX_DEPTH) return JSON_VALUE;
  if (a.kind === 'schema') return joinSchema(a, b);
  if (b.kind === 'schema') return joinSchema(b, a);
  if (a.kind === 'given' && b.kind === 'given') return joinGiven(a, b);
  if (a.kind === 'list' && b.kind === 'list') return joinLists(a, b, depth + 1);
  if (a.kind === 'record' && b.kind === 'record') return joinRecords(a, b, depth + 1);
  if (isCut(a) || isCut(b)) return SWAYED;
  return hasPeople(a) || hasPeople(b) ? JSON_VALUE : STRUCTURE;
}

/** A flag may be a list that the application gives. */
function besideScalar(scalar: Value, value: Value): Value {
  const isGiven = scalar.kind === 'structure' && value.kind === 'list';
  return isGiven ? listWith(value.item, value.pieces) : value;
}

function joinLists(a: ListOf, b: ListOf, depth: number): ListOf {
  return listWith(join(a.item, b.item, depth), a.pieces || b.pieces, a.made && b.made);
}

function joinGiven(a: Given, b: Given): Given {
  return {
    kind: 'given',
    of: a.of === b.of ? a.of : 'json',
    maybeString: a.maybeString || b.maybeString,
    maybeList: a.maybeList || b.maybeList,
    maybeCharacter: a.maybeCharacter || b.maybeCharacter,
  };
}

/** A length that is set right: 0 instead of less. */
function joinLength(a: Value, b: Value): Value {
  const [length, other] = a.kind === 'length' ? [a, b] : [b, a];
  if (other.kind === 'length' || isNumber(other)) return OFFSET;
  return other.kind === 'constant' || other.kind === 'structure' ? length : SWAYED;
}

function joinScalars(a: Value, b: Value): Value {
  if (isSaid(a) || isSaid(b)) return eitherSaid(a, b);
  if (isNumber(a) && isNumber(b)) return NUMBER;
  if (besideOf(a) === 'half' || besideOf(b) === 'half') return BUILT;
  return hasWords(a) || hasWords(b) || isNumber(a) || isNumber(b) ? STRUCTURE : FRAME;
}

/** A constant that may stand in a text's place does not stand beside it. */
function eitherSaid(a: Value, b: Value): Said {
  const beside = higher(besideAsText(a), besideAsText(b));
  return { ...saidBy([a, b]), beside };
}

function besideAsText(value: Value): Beside {
  return isSaid(value) || besideOf(value) === 'half' ? besideOf(value) : 'blanks';
}

function higher(a: Beside, b: Beside): Beside {
  if (a === 'half' || b === 'half') return 'half';
  return a === 'words' ? a : b;
}

/** An empty list before there is one in a schema. */
function joinSchema(a: Schema, b: Value): Value {
  // A field of either may be a description, or a schema.
  if (b.kind === 'schema')
    return { kind: 'schema', maybeText: a.maybeText || b.maybeText || a.named !== b.named, named: a.named || b.named };
  if (hasSchemas(b)) return { ...a, maybeText: a.maybeText || hasText(b) };
  return hasPeople(b) ? JSON_VALUE : a;
}

/** What may be a tuple is one: any of its fields may be an element. */
function kindOf(a: Fields, b: Fields): Fields['of'] {
  if (a.of === b.of) return a.of;
  return a.of === 'tuple' || b.of === 'tuple' ? 'tuple' : 'mapping';
}

/** A field that is made costs more steps than one that is looked at. */
const STEPS_OF_FIELD = 4;

function joinRecords(a: Fields, b: Fields, depth: number): Fields {
  step(STEPS_OF_FIELD * (a.fields.size + b.fields.size));
  const fields = new Map<string, Value>();
  for (const [name, value] of a.fields) fields.set(name, join(value, fieldOf(b, name), depth));
  for (const [name, value] of b.fields) if (!fields.has(name)) fields.set(name, join(a.rest, value, depth));
  const joined = recordOf(fields, join(a.rest, b.rest, depth), kindOf(a, b));
  // What may be a namespace changes as it does.
  return { ...joined, changing: a.changing ?? b.changing ?? joined.changing };
}
