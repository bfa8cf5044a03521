/**
 * Metadata keys as data: each with its type and range. Hyper-parameters are read through them, and the checks report through
 * them what a file gets wrong. Types are exact, as llama.cpp has them: it refuses a count that is no u32, a factor that is no f32,
 * an array of layers whose elements are neither bools nor integers of 32 bits.
 */
import { inspect } from 'node:util';
import { quoted } from '../../core/printable.ts';
import { getArray, getBool, getString, type Metadata } from '../../gguf/metadata.ts';
import type { Findings } from '../../core/findings.ts';

/** How files write a key's value; `u32s` is an array. */
type Written = 'u32' | 'f32' | 'bool' | 'string' | 'u32s' | 'strings';

export interface Key<T> {
  /** Without the architecture's prefix: `attention.head_count`. */
  readonly key: string;
  readonly written: Written;
  /** For messages: `an unsigned integer from 1 to 512`. */
  readonly expected: string;
  /** The value, or undefined when its type is another one. */
  readonly read: (metadata: Metadata, key: string) => unknown;
  readonly accepts: (value: unknown) => boolean;
  /** A value that says the same as no key at all, in files that write every key. */
  readonly unset?: T;
  /** Engines disagree on that value: it is reported, as a warning. */
  readonly warnsUnset?: true;
  /** Out of range it is odd; a value for which this holds makes every logit NaN. */
  readonly spoils?: (value: unknown, metadata: Metadata) => boolean;
}

export type KeyTable = Readonly<Record<string, Key<unknown>>>;
/** Null where the file has no such key, an unset one, or one that was reported. */
export type ValuesOf<K extends KeyTable> = { readonly [P in keyof K]: (K[P] extends Key<infer T> ? T : never) | null };

/** An unsigned integer from `min` to `max`. */
export function uint(key: string, min: number, max: number): Key<number> {
  const accepts = (v: unknown): boolean => typeof v === 'number' && v >= min && v <= max;
  const expected = `an unsigned integer from ${String(min)} to ${String(max)}`;
  return { key, written: 'u32', expected, read: getU32, accepts };
}

/** An unsigned integer up to `max`; 0 says that there is none. */
export function count(key: string, max: number): Key<number> {
  return { ...uint(key, 0, max), unset: 0 };
}

/** How embeddings become one: 0 to 4, or -1 as a u32 where nobody has said. */
export function pooling(key: string): Key<number> {
  const unset = 2 ** 32 - 1;
  const base = uint(key, 0, 4);
  return { ...base, accepts: (v) => v === unset || base.accepts(v), unset };
}

/** A finite number over 0, up to `max`, and none so small that dividing by it overflows float32. */
export function positive(key: string, max: number): Key<number> {
  const accepts = (v: unknown): boolean => typeof v === 'number' && v >= MIN_POSITIVE && v <= max;
  const expected = `a finite number over 0 and at most ${String(max)}`;
  return { key, written: 'f32', expected, read: getF32, accepts };
}

/** As {@link positive}; 0 says that there is none. */
export function positiveOrUnset(key: string, max: number): Key<number> {
  const base = positive(key, max);
  return { ...base, accepts: (v) => v === 0 || base.accepts(v), unset: 0 };
}

/** The same key; that its unset value is written is reported. */
export function warnUnset<T>(key: Key<T>): Key<T> {
  return { ...key, warnsUnset: true };
}

/** The same key, of which a number that is not finite, or too small to divide by, is another thing than one out of range. */
export function mustBeFinite<T>(key: Key<T>): Key<T> {
  return { ...key, spoils: (value) => !isDivisor(value) };
}

/** As {@link mustBeFinite}, and so is a negative number in a file whose readers take the logarithm of it. */
export function mustHaveLogarithm<T>(key: Key<T>, isTaken: (metadata: Metadata) => boolean): Key<T> {
  return { ...key, spoils: (value, metadata) => !isDivisor(value) || (Number(value) < 0 && isTaken(metadata)) };
}

/** A finite number from −max to max, and none so small that dividing by it overflows; 0 says that there is none. */
export function finite(key: string, max: number): Key<number> {
  const accepts = (v: unknown): boolean =>
    typeof v === 'number' && (v === 0 || (Math.abs(v) >= MIN_POSITIVE && Math.abs(v) <= max));
  const expected = `a finite number of at most ${String(max)}`;
  return { key, written: 'f32', expected, read: getF32, accepts, unset: 0 };
}

/** A string that is one of `names`. */
export function oneOf(key: string, names: readonly string[]): Key<string> {
  const accepts = (v: unknown): boolean => typeof v === 'string' && names.includes(v);
  return { key, written: 'string', expected: `one of ${names.join(', ')}`, read: getString, accepts };
}

export function bool(key: string): Key<boolean> {
  return { key, written: 'bool', expected: 'a bool', read: getBool, accepts: (v) => typeof v === 'boolean' };
}

/** One value for all layers, or an array of one for each. Elements are in the range of `key`. */
export function perLayer(key: Key<number>): Key<number | Float64Array> {
  return {
    key: key.key,
    written: key.written,
    expected: `${key.expected}, or an array of them`,
    read: (metadata, name) => key.read(metadata, name) ?? (key.written === 'f32' ? getF32s : getInt32s)(metadata, name),
    accepts: (v) => (v instanceof Float64Array ? v.length > 0 && v.every(key.accepts) : key.accepts(v)),
    ...(key.unset !== undefined && { unset: key.unset }),
  };
}

/** A finite number from −max to max for all layers, or an array of one for each. */
export function factors(key: string, max: number): Key<number | Float64Array> {
  const accepts = (v: unknown): boolean => typeof v === 'number' && Math.abs(v) <= max;
  return perLayer({ key, written: 'f32', expected: `a number of at most ${String(max)}`, read: getF32, accepts });
}

/** Which layers: an array of bools or integers, one for each, or a period n: every layer but each n-th. */
export function layerPattern(key: string): Key<number | Float64Array> {
  const period = uint(key, 1, 1024);
  return {
    ...period,
    expected: `${period.expected}, or an array of bools`,
    read: (metadata, name) => period.read(metadata, name) ?? getInt32s(metadata, name) ?? bools(metadata, name),
    accepts: (v) => v instanceof Float64Array || period.accepts(v),
  };
}

/** A short array of integers, `most` of them at most; at least as many as `least`. */
export function ints(key: string, most: number, least = 0): Key<Float64Array> {
  const accepts = (v: unknown): boolean =>
    v instanceof Float64Array && v.length <= most && v.length >= least && v.every((x) => x >= 0);
  return {
    key,
    written: 'u32s',
    expected: `an array of ${least === most ? '' : 'at most '}${String(most)} integers from 0`,
    read: getInt32s,
    accepts,
  };
}

/** Whether the key is there and 0, where that says another thing than no key. The key itself is checked by its own line. */
export function isZero(key: string): Key<boolean> {
  const read = (metadata: Metadata, name: string): boolean => getU32(metadata, name) === 0;
  return { key, written: 'u32', expected: 'an unsigned integer', read, accepts: () => true };
}

/** As {@link isZero}, of a float; 0 with a sign is 0. */
export function isZeroFloat(key: string): Key<boolean> {
  const read = (metadata: Metadata, name: string): boolean => getF32(metadata, name) === 0;
  return { key, written: 'f32', expected: 'a number', read, accepts: () => true };
}

/** An array of strings, of which only their number, up to `max`, is used. */
export function stringCount(key: string, max: number): Key<number> {
  const read = (metadata: Metadata, name: string): number | undefined => {
    const array = getArray(metadata, name);
    return array?.elementType === 'string' ? array.length : undefined;
  };
  const accepts = (v: unknown): boolean => typeof v === 'number' && v <= max;
  return { key, written: 'strings', expected: `an array of at most ${String(max)} strings`, read, accepts };
}

/** Which layers: an array of bools or of 0 and 1, one for each layer, or one number for all. */
export function layerFlags(key: string): Key<number | Float64Array> {
  const flag = uint(key, 0, 1);
  const isFlag = (v: number): boolean => v === 0 || v === 1;
  return {
    ...flag,
    expected: '0 or 1, or an array of them or of bools',
    read: (metadata, name) => flag.read(metadata, name) ?? getInt32s(metadata, name) ?? bools(metadata, name),
    accepts: (v) => (v instanceof Float64Array ? v.length > 0 && v.every(isFlag) : flag.accepts(v)),
  };
}

export function getU32(metadata: Metadata, name: string): number | undefined {
  const value = metadata.get(name);
  return value?.type === 'u32' ? value.value : undefined;
}

function getF32(metadata: Metadata, name: string): number | undefined {
  const value = metadata.get(name);
  return value?.type === 'f32' ? value.value : undefined;
}

function getF32s(metadata: Metadata, name: string): Float64Array | undefined {
  const array = getArray(metadata, name);
  return array?.elementType === 'f32' ? array.toNumbers() : undefined;
}

function getInt32s(metadata: Metadata, name: string): Float64Array | undefined {
  const array = getArray(metadata, name);
  return array?.elementType === 'u32' || array?.elementType === 'i32' ? array.toNumbers() : undefined;
}

function bools(metadata: Metadata, name: string): Float64Array | undefined {
  const array = getArray(metadata, name);
  return array?.elementType === 'bool' ? Float64Array.from(array.values(), Number) : undefined;
}

/** The smallest normal float32: engines hold these in float32, and may flush what is smaller. */
const MIN_POSITIVE = 2 ** -126;

/** Reads every key of `table` under `prefix`; one that is of another type or out of range is reported. */
export function readKeys<K extends KeyTable>(
  metadata: Metadata,
  prefix: string,
  table: K,
  findings: Findings,
): ValuesOf<K> {
  const entries = Object.entries(table).map(([name, key]) => {
    const value = readKey(metadata, `${prefix}.${key.key}`, key, findings);
    return [name, value === key.unset ? null : value] as const;
  });
  return Object.fromEntries(entries) as unknown as ValuesOf<K>;
}

function readKey(metadata: Metadata, name: string, key: Key<unknown>, findings: Findings): unknown {
  if (!metadata.has(name)) return null;
  const value = key.read(metadata, name);
  if (value === undefined) {
    const found = metadata.get(name)?.type ?? 'nothing';
    reportKey(findings, 'model/key-type', name, `expected ${key.expected}, found a value of type ${found}`);
    return null;
  }
  if (key.warnsUnset && value === key.unset) {
    reportKey(findings, 'model/key-unset', name, `expected ${key.expected}, found ${shown(value)}, taken as none`);
  }
  if (key.accepts(value)) return value;
  const rule = key.spoils?.(value, metadata) === true ? 'model/key-not-finite' : 'model/key-range';
  reportKey(findings, rule, name, `expected ${key.expected}, found ${shown(value)}`);
  return null;
}

function isDivisor(value: unknown): boolean {
  return Number.isFinite(value) && (value === 0 || Math.abs(value as number) >= MIN_POSITIVE);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : inspect(value, { maxArrayLength: 8 });
}

export function reportKey(findings: Findings, rule: string, name: string, message: string): void {
  findings.report(rule, () => ({ message: `${name}: ${message}`, path: `metadata[${quoted(name)}]` }));
}
