/** What the analysis knows of a value: what it is, and whether what people say or the clock is in it. */
import { endsInMark } from './idioms.ts';

/** Made by structure alone: roles, counts, flags, presence and types of fields; and what is computed from them. */
export interface Structure {
  readonly kind: 'structure';
}
export interface Constant {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null;
}
/** A count, a position, or what is computed of them. */
export interface Count {
  readonly kind: 'number';
}
export type Beside = 'blanks' | 'words' | 'half';

/**
 * How much of what people say: all of it but its blanks; a piece between blanks, of which there are as many as the text says; a part that a
 * length cuts out, which is no more what was said.
 */
export type Grain = 'whole' | 'piece' | 'part';

/** A string that is built: of people's words, of the clock, or of neither. */
export interface Said {
  readonly kind: 'said';
  readonly text: boolean;
  readonly clock: boolean;
  readonly grain: Grain;
  /** False where it is made of blanks and punctuation, or of what people say, alone. */
  readonly words: boolean;
  /**
   * What stands beside what people say, and may make a mark with it: nothing but blanks, words and marks that are whole, or half of a mark.
   */
  readonly beside: Beside;
  /** JSON of a mapping, nothing before it or behind: it ends with a brace. */
  readonly closed?: true;
}
/** What people give and whose type only the conversation knows: a content is a string or a list of parts. */
export interface Given {
  readonly kind: 'given';
  /** A content is a string or a list of parts, each with its type. JSON is what it is: arguments, results. */
  readonly of: 'content' | 'json';
  readonly maybeString: boolean;
  /** False where a test said that it is a mapping. */
  readonly maybeList: boolean;
  /** Whether it may be a character of a string: it has no fields, and tells how long the string is. */
  readonly maybeCharacter: boolean;
}
/** Its length is structure, but where it is the pieces of a text. */
export interface ListOf {
  readonly kind: 'list';
  readonly item: Value;
  readonly pieces: boolean;
}
/** A mapping with fields that are known by name: a message, a tool, a literal, a namespace. */
export interface Fields {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
  /** What any other field holds. */
  readonly rest: Value;
  /** One of the conversation's, as it was given. */
  readonly isMessage: boolean;
}
/** A schema of JSON: names, types and what is required are structure; a description in it is said. */
export interface Schema {
  readonly kind: 'schema';
  /** Whether it may be a description itself. */
  readonly maybeText: boolean;
  /** Whether it may be a mapping from names to schemas, as `properties` is. */
  readonly named: boolean;
}
/** How long a text is: whether it is 0 is structure. Of a place in a text, or what is computed of either, that is not so. */
export interface Length {
  readonly kind: 'length';
  readonly of: 'text' | 'mark' | 'sum';
}
/** What a text decides: it may decide in turn where a blank stands, and nothing else. */
export interface Swayed {
  readonly kind: 'swayed';
}
/** A macro, a function or a method, to be called and nothing else. */
export interface Callable {
  readonly kind: 'callable';
  readonly name: string;
}

export type Value = Structure | Count | Constant | Said | Given | ListOf | Fields | Schema | Length | Swayed | Callable;

export const STRUCTURE: Structure = { kind: 'structure' };
export const NUMBER: Count = { kind: 'number' };
export const BUILT: Said = { kind: 'said', text: false, clock: false, grain: 'whole', words: true, beside: 'words' };
/** A part of a string, which may be half a mark. */
export const HALF: Said = { ...BUILT, beside: 'half' };
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

export const constant = (value: Constant['value']): Constant => ({ kind: 'constant', value });
export const listOf = (item: Value): ListOf => ({ kind: 'list', item, pieces: false });
export const piecesOf = (item: Value): ListOf => ({ kind: 'list', item, pieces: true });
export const record = (fields: Readonly<Record<string, Value>>, rest: Value = STRUCTURE): Fields =>
  recordOf(new Map(Object.entries(fields)), rest);

export function recordOf(fields: ReadonlyMap<string, Value>, rest: Value): Fields {
  return { kind: 'record', fields, rest, isMessage: false };
}

/** Deeper values are forgotten: a loop that wraps a list in a list would make the analysis go on for ever. */
const MAX_DEPTH = 6;

/** What is either of two. */
export function join(a: Value, b: Value, depth = 0): Value {
  if (a === b || sameValue(a, b)) return a;
  if (a.kind === 'swayed' || b.kind === 'swayed') return SWAYED;
  if (a.kind === 'length' || b.kind === 'length') return joinLength(a, b);
  if (isScalar(a) && isScalar(b)) return joinScalars(a, b);
  // Nothing, or an empty string, before there is a value.
  if (isScalar(a) && !isTelling(a)) return b;
  if (isScalar(b) && !isTelling(b)) return a;
  if (depth >= MAX_DEPTH) return JSON_VALUE;
  if (a.kind === 'schema') return joinSchema(a, b);
  if (b.kind === 'schema') return joinSchema(b, a);
  if (a.kind === 'given' && b.kind === 'given') return joinGiven(a, b);
  if (a.kind === 'list' && b.kind === 'list')
    return { kind: 'list', item: join(a.item, b.item, depth + 1), pieces: a.pieces || b.pieces };
  if (a.kind === 'record' && b.kind === 'record') return joinRecords(a, b, depth + 1);
  if (isCut(a) || isCut(b)) return SWAYED;
  return hasPeople(a) || hasPeople(b) ? JSON_VALUE : STRUCTURE;
}

function hasPeople(value: Value): boolean {
  return hasText(value) || hasClock(value);
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
  if (besideOf(a) === 'half' || besideOf(b) === 'half') return { ...BUILT, beside: 'half' };
  return hasWords(a) || hasWords(b) || isNumber(a) || isNumber(b) ? STRUCTURE : FRAME;
}

/** A constant that may stand in a text's place does not stand beside it. */
function eitherSaid(a: Value, b: Value): Said {
  const beside = most(
    BESIDES,
    [a, b].map((value) => (isSaid(value) || besideOf(value) === 'half' ? besideOf(value) : 'blanks')),
  );
  return { ...saidBy([a, b]), beside };
}

export function isNumber(value: Value): boolean {
  return value.kind === 'number' || (value.kind === 'constant' && typeof value.value === 'number');
}

/** An empty list before there is one in a schema. */
function joinSchema(a: Schema, b: Value): Value {
  // A field of either may be a description, or a schema.
  if (b.kind === 'schema')
    return { kind: 'schema', maybeText: a.maybeText || b.maybeText || a.named !== b.named, named: a.named || b.named };
  if (hasSchemas(b)) return { ...a, maybeText: a.maybeText || hasText(b) };
  return hasPeople(b) ? JSON_VALUE : a;
}

/** Whether it is schemas, and what structure makes, alone. */
function hasSchemas(value: Value): boolean {
  if (value.kind === 'list') return !value.pieces && hasSchemas(value.item);
  if (value.kind === 'record') return hasSchemas(value.rest) && [...value.fields.values()].every(hasSchemas);
  return value.kind === 'schema' || (isScalar(value) && !isTelling(value));
}

function joinRecords(a: Fields, b: Fields, depth: number): Fields {
  const names = new Set([...a.fields.keys(), ...b.fields.keys()]);
  const fields = new Map([...names].map((name) => [name, join(fieldOf(a, name), fieldOf(b, name), depth)] as const));
  return { kind: 'record', fields, rest: join(a.rest, b.rest, depth), isMessage: a.isMessage && b.isMessage };
}

export function fieldOf({ fields, rest }: Fields, name: string): Value {
  return fields.get(name) ?? rest;
}

function isScalar({ kind }: Value): boolean {
  return kind === 'structure' || kind === 'number' || kind === 'constant' || kind === 'said';
}

function isSaid(value: Value): value is Said {
  return value.kind === 'said';
}

/** More than a blank. */
function isTelling(value: Value): boolean {
  return isSaid(value) && (value.text || value.clock || value.words);
}

/** Whether people's words are in it, however deep, or decide it. */
export function hasText(value: Value): boolean {
  if (value.kind === 'list') return value.pieces || hasText(value.item);
  if (value.kind === 'record') return hasText(value.rest) || [...value.fields.values()].some(hasText);
  if (value.kind === 'schema') return value.maybeText;
  if (value.kind === 'said') return value.text;
  return value.kind === 'given' || value.kind === 'length' || value.kind === 'swayed';
}

export function hasClock(value: Value): boolean {
  if (value.kind === 'list') return hasClock(value.item);
  if (value.kind === 'record') return hasClock(value.rest) || [...value.fields.values()].some(hasClock);
  return value.kind === 'said' && value.clock;
}

/** Whether it holds, or is, what is no more than a part of what was said: it cannot be printed. */
export function isCut(value: Value): boolean {
  if (value.kind === 'list') return isCut(value.item);
  if (value.kind === 'record') return isCut(value.rest) || [...value.fields.values()].some(isCut);
  if (value.kind === 'given') return value.maybeCharacter;
  return value.kind === 'swayed' || value.kind === 'length' || (value.kind === 'said' && value.grain === 'part');
}

const WORDLESS = /^[\s/#*:.,;"'`()-]*$/;

/** Whether it may hold words that neither people nor the clock say. */
export function hasWords(value: Value): boolean {
  if (value.kind === 'constant') return !(value.value === null || WORDLESS.test(String(value.value)));
  return value.kind === 'said' ? value.words : value.kind === 'structure' || value.kind === 'number';
}

const GRAINS: readonly [Grain, ...Grain[]] = ['whole', 'piece', 'part'];

function grainOf(value: Value): Grain {
  if (isCut(value)) return 'part';
  return value.kind === 'said' ? value.grain : 'whole';
}

/** What is printed of values, one after another. A schema that is printed whole has its descriptions. */
export function saidBy(values: readonly Value[]): Said {
  const grain = most(GRAINS, values.map(grainOf));
  const text = values.some((value) => value.kind === 'schema' || hasText(value));
  const words = values.some(hasWords);
  const beside = most(BESIDES, values.map(besideOf));
  return { kind: 'said', text, clock: values.some(hasClock), grain, words, beside };
}

const BESIDES: readonly [Beside, ...Beside[]] = ['blanks', 'words', 'half'];

export function besideOf(value: Value): Beside {
  if (value.kind === 'said') return value.beside;
  if (value.kind === 'constant') return besideOfConstant(String(value.value ?? ''));
  return value.kind === 'structure' || value.kind === 'number' ? 'words' : 'blanks';
}

function besideOfConstant(text: string): Beside {
  if (text.trim() === '') return 'blanks';
  const isHalf = /[<>[\]]/.test(text.replace(/<[^<>]*>|\[[^[\]]*\]/g, '')) || endsInMark(text);
  return isHalf ? 'half' : 'words';
}

/** The last of them in the order of `all`; the first where there are none. */
function most<T>(all: readonly [T, ...T[]], given: readonly T[]): T {
  return all[Math.max(0, ...given.map((one) => all.indexOf(one)))] ?? all[0];
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind === 'said' && b.kind === 'said') return sameSaid(a, b);
  if (a.kind === 'given' && b.kind === 'given') return sameGiven(a, b);
  if (a.kind === 'list' && b.kind === 'list') return a.pieces === b.pieces && sameValue(a.item, b.item);
  if (a.kind === 'schema' && b.kind === 'schema') return a.maybeText === b.maybeText && a.named === b.named;
  if (a.kind === 'length' && b.kind === 'length') return a.of === b.of;
  if (a.kind === 'callable' && b.kind === 'callable') return a.name === b.name;
  if (a.kind === 'record' && b.kind === 'record') return sameRecord(a, b);
  return a.kind === b.kind && (a.kind === 'structure' || a.kind === 'number' || a.kind === 'swayed');
}

function sameSaid(a: Said, b: Said): boolean {
  const isSame = a.text === b.text && a.clock === b.clock && a.grain === b.grain && a.closed === b.closed;
  return isSame && a.words === b.words && a.beside === b.beside;
}

function sameGiven(a: Given, b: Given): boolean {
  const isSameKind = a.of === b.of && a.maybeString === b.maybeString && a.maybeList === b.maybeList;
  return isSameKind && a.maybeCharacter === b.maybeCharacter;
}

function sameRecord(a: Fields, b: Fields): boolean {
  if (a.isMessage !== b.isMessage || a.fields.size !== b.fields.size || !sameValue(a.rest, b.rest)) return false;
  return [...a.fields].every(([name, value]) => {
    const other = b.fields.get(name);
    return other !== undefined && sameValue(value, other);
  });
}
