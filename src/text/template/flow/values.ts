/** What the analysis knows of a value: what it is, and whether what people say or the clock is in it. */

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
/** A string that is built: of people's words, of the clock, or of neither. */
export interface Said {
  readonly kind: 'said';
  readonly text: boolean;
  readonly clock: boolean;
}
/** What people give and whose type only the conversation knows: a content is a string or a list of parts. */
export interface Given {
  readonly kind: 'given';
  readonly maybeString: boolean;
  /** False where a test said that it is a mapping. */
  readonly maybeList: boolean;
}
/** Its length is structure. */
export interface ListOf {
  readonly kind: 'list';
  readonly item: Value;
}
/** A mapping with fields that are known by name: a message, a tool, a literal, a namespace. */
export interface Fields {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
  /** What any other field holds. */
  readonly rest: Value;
}
/** A schema of JSON: names, types and what is required are structure; a description in it is said. */
export interface Schema {
  readonly kind: 'schema';
  /** Whether it may be a description itself. */
  readonly maybeText: boolean;
}
/** How long a text is: whether it is 0 is structure. */
export interface Length {
  readonly kind: 'length';
}
/** A macro, a function or a method, to be called and nothing else. */
export interface Callable {
  readonly kind: 'callable';
  readonly name: string;
}

export type Value = Structure | Count | Constant | Said | Given | ListOf | Fields | Schema | Length | Callable;

export const STRUCTURE: Structure = { kind: 'structure' };
export const NUMBER: Count = { kind: 'number' };
export const BUILT: Said = { kind: 'said', text: false, clock: false };
export const TEXT: Said = { kind: 'said', text: true, clock: false };
export const CLOCK: Said = { kind: 'said', text: false, clock: true };
export const SCHEMA: Schema = { kind: 'schema', maybeText: false };
export const IN_SCHEMA: Schema = { kind: 'schema', maybeText: true };
export const LENGTH: Length = { kind: 'length' };
export const GIVEN: Given = { kind: 'given', maybeString: true, maybeList: true };
export const GIVEN_PARTS: Given = { kind: 'given', maybeString: false, maybeList: true };
export const GIVEN_MAPPING: Given = { kind: 'given', maybeString: false, maybeList: false };

export const constant = (value: Constant['value']): Constant => ({ kind: 'constant', value });
export const listOf = (item: Value): ListOf => ({ kind: 'list', item });
export const record = (fields: Readonly<Record<string, Value>>, rest: Value = STRUCTURE): Fields => ({
  kind: 'record',
  fields: new Map(Object.entries(fields)),
  rest,
});

/** Deeper values are forgotten: a loop that wraps a list in a list would make the analysis go on for ever. */
const MAX_DEPTH = 6;

/** What is either of two. */
export function join(a: Value, b: Value, depth = 0): Value {
  if (a === b || sameValue(a, b)) return a;
  if (isScalar(a) && isScalar(b)) return joinScalars(a, b);
  // Nothing, or an empty string, before there is a value.
  if (isScalar(a) && !isSaid(a)) return b;
  if (isScalar(b) && !isSaid(b)) return a;
  if (depth >= MAX_DEPTH) return GIVEN;
  if (a.kind === 'schema') return joinSchema(a, b);
  if (b.kind === 'schema') return joinSchema(b, a);
  if (a.kind === 'given' && b.kind === 'given')
    return { kind: 'given', maybeString: a.maybeString || b.maybeString, maybeList: a.maybeList || b.maybeList };
  if (a.kind === 'list' && b.kind === 'list') return listOf(join(a.item, b.item, depth + 1));
  if (a.kind === 'record' && b.kind === 'record') return joinRecords(a, b, depth + 1);
  return GIVEN;
}

function joinScalars(a: Value, b: Value): Value {
  if (isSaid(a) || isSaid(b))
    return { kind: 'said', text: hasText(a) || hasText(b), clock: hasClock(a) || hasClock(b) };
  return isNumber(a) && isNumber(b) ? NUMBER : STRUCTURE;
}

export function isNumber(value: Value): boolean {
  return value.kind === 'number' || (value.kind === 'constant' && typeof value.value === 'number');
}

/** An empty list before there is one in a schema. */
function joinSchema(a: Schema, b: Value): Value {
  if (b.kind === 'schema') return a.maybeText || b.maybeText ? IN_SCHEMA : a;
  return hasText(b) || hasClock(b) ? GIVEN : a;
}

function joinRecords(a: Fields, b: Fields, depth: number): Fields {
  const names = new Set([...a.fields.keys(), ...b.fields.keys()]);
  const fields = new Map([...names].map((name) => [name, join(fieldOf(a, name), fieldOf(b, name), depth)] as const));
  return { kind: 'record', fields, rest: join(a.rest, b.rest, depth) };
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

/** Whether people's words are in it, however deep. */
export function hasText(value: Value): boolean {
  if (value.kind === 'list') return hasText(value.item);
  if (value.kind === 'record') return hasText(value.rest) || [...value.fields.values()].some(hasText);
  if (value.kind === 'schema') return value.maybeText;
  return value.kind === 'given' || value.kind === 'length' || (value.kind === 'said' && value.text);
}

export function hasClock(value: Value): boolean {
  if (value.kind === 'list') return hasClock(value.item);
  if (value.kind === 'record') return hasClock(value.rest) || [...value.fields.values()].some(hasClock);
  return value.kind === 'said' && value.clock;
}

/** What is printed of values, one after another. */
export function saidBy(values: readonly Value[]): Value {
  if (values.some(({ kind }) => kind === 'schema')) return TEXT;
  return { kind: 'said', text: values.some(hasText), clock: values.some(hasClock) };
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind === 'said' && b.kind === 'said') return a.text === b.text && a.clock === b.clock;
  if (a.kind === 'given' && b.kind === 'given') return a.maybeString === b.maybeString && a.maybeList === b.maybeList;
  if (a.kind === 'list' && b.kind === 'list') return sameValue(a.item, b.item);
  if (a.kind === 'schema' && b.kind === 'schema') return a.maybeText === b.maybeText;
  if (a.kind === 'callable' && b.kind === 'callable') return a.name === b.name;
  if (a.kind === 'record' && b.kind === 'record') return sameRecord(a, b);
  return a.kind === b.kind && (a.kind === 'structure' || a.kind === 'number' || a.kind === 'length');
}

function sameRecord(a: Fields, b: Fields): boolean {
  if (a.fields.size !== b.fields.size || !sameValue(a.rest, b.rest)) return false;
  return [...a.fields].every(([name, value]) => {
    const other = b.fields.get(name);
    return other !== undefined && sameValue(value, other);
  });
}
