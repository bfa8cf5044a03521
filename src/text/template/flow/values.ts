/** The values that the analysis makes. */
import { step } from '../steps.ts';
import { PIECES, traitsOf } from './traits.ts';
import type {
  Changing,
  Constant,
  Count,
  Fields,
  Given,
  Length,
  ListOf,
  Said,
  Schema,
  Structure,
  Swayed,
  Value,
} from './value.ts';

export const STRUCTURE: Structure = { kind: 'structure' };
export const NUMBER: Count = { kind: 'number' };
/** What is built of strings may be half a mark. */
export const BUILT: Said = { kind: 'said', text: false, clock: false, grain: 'whole', words: true, beside: 'half' };
/** Blanks and punctuation. */
export const FRAME: Said = { ...BUILT, words: false };
export const TEXT: Said = { ...FRAME, text: true, beside: 'blanks' };
export const PIECE: Said = { ...TEXT, grain: 'piece' };
export const PART: Said = { ...TEXT, grain: 'part' };
export const CLOCK: Said = { ...FRAME, clock: true };
export const SCHEMA: Schema = { kind: 'schema', maybeText: false, named: false };
export const SCHEMAS: Schema = { kind: 'schema', maybeText: false, named: true };
export const IN_SCHEMA: Schema = { kind: 'schema', maybeText: true, named: false };
export const LENGTH: Length = { kind: 'length', of: 'text' };
/** Where a mark of the format stands in a text; −1 where there is none. */
export const PLACE: Length = { kind: 'length', of: 'mark' };
export const OFFSET: Length = { kind: 'length', of: 'sum' };
export const SWAYED: Swayed = { kind: 'swayed' };
export const JSON_VALUE: Given = {
  kind: 'given',
  of: 'json',
  maybeString: true,
  maybeList: true,
  maybeCharacter: false,
};
export const CONTENT: Given = { ...JSON_VALUE, of: 'content' };
/** A part of a content, which is a mapping. */
export const CONTENT_PART: Given = { ...CONTENT, maybeString: false, maybeList: false };

export const constant = (value: Constant['value']): Constant => ({ kind: 'constant', value, printed: null });
export const listOf = (item: Value): ListOf => listWith(item, false);
export const piecesOf = (item: Value): ListOf => listWith(item, true);
export const madeList = (item: Value): ListOf => listWith(item, false, true);
export const record = (fields: Readonly<Record<string, Value>>, rest: Value = STRUCTURE): Fields =>
  recordOf(new Map(Object.entries(fields)), rest);
/** A key and its value. */
export const pairOf = (key: Value, value: Value): Fields =>
  recordOf(
    new Map([
      ['0', key],
      ['1', value],
    ]),
    STRUCTURE,
    'tuple',
  );

export function listWith(item: Value, pieces: boolean, made = false): ListOf {
  const traits = traitsOf(item) | (pieces ? PIECES : 0);
  return { kind: 'list', item, pieces, made, traits, changing: changingIn(item) };
}

export function recordOf(fields: ReadonlyMap<string, Value>, rest: Value, of: Fields['of'] = 'mapping'): Fields {
  step(fields.size);
  let [traits, changing] = [traitsOf(rest), changingIn(rest)];
  for (const field of fields.values()) {
    traits |= traitsOf(field);
    changing ??= changingIn(field);
  }
  return { kind: 'record', fields, rest, of, traits, changing };
}

/** The traits of namespaces that it is, or holds. */
export function changingIn(value: Value): Changing | null {
  return value.kind === 'list' || value.kind === 'record' ? value.changing : null;
}

export function isTuple(value: Value): value is Fields {
  return value.kind === 'record' && value.of === 'tuple';
}

export function fieldOf({ fields, rest }: Fields, name: string): Value {
  return fields.get(name) ?? rest;
}

export function isNumber(value: Value): boolean {
  return value.kind === 'number' || (value.kind === 'constant' && typeof value.value === 'number');
}

export function isScalar({ kind }: Value): boolean {
  return kind === 'structure' || kind === 'number' || kind === 'constant' || kind === 'said';
}

export function isSaid(value: Value): value is Said {
  return value.kind === 'said';
}
