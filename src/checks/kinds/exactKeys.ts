/**
 * Keys of readers that take a value of one type and no other, and end the process on another: gguf_get_val_u32 of a u16. Each with
 * the range in which the reader stands.
 */
import { inspect } from 'node:util';
import { getFloat, getFloats, getInt, getInts, getStrings, type Metadata } from '../../gguf/metadata.ts';
import type { GgufValue } from '../../gguf/types.ts';
import { reportKey } from '../../model/arch/keys.ts';
import type { Findings } from '../../core/findings.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface ExactKey {
  /** The whole name. */
  readonly key: string;
  /** As GGUF names types; an array has its element type before it: `f32 array`. */
  readonly type: string;
  /** For messages: `a u32 from 1 to 8192`. */
  readonly expected: string;
  /** Of a value of the right type. */
  readonly accepts: (metadata: Metadata) => boolean;
}

/** `min` and `max` of how many elements an array has; both included. */
export interface Lengths {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly even?: boolean;
}

export function u32(key: string, { min, max }: Range): ExactKey {
  return integer(key, 'u32', { min, max });
}

export function i32(key: string, { min, max }: Range): ExactKey {
  return integer(key, 'i32', { min, max });
}

function integer(key: string, type: string, { min, max }: Range): ExactKey {
  const accepts = (metadata: Metadata): boolean => {
    const value = getInt(metadata, key);
    return value !== undefined && value >= min && value <= max;
  };
  const range = min === max ? `of ${String(min)}` : `from ${String(min)} to ${String(max)}`;
  return { key, type, expected: `${aOrAn(type)} ${range}`, accepts };
}

/** A finite number over 0. */
export function f32(key: string, max: number): ExactKey {
  const accepts = (metadata: Metadata): boolean => {
    const value = getFloat(metadata, key) ?? NaN;
    return value > 0 && value <= max;
  };
  return { key, type: 'f32', expected: `an f32 over 0 and at most ${String(max)}`, accepts };
}

/** A finite number of a magnitude up to `max`. */
export function f32Within(key: string, max: number): ExactKey {
  const accepts = (metadata: Metadata): boolean => Math.abs(getFloat(metadata, key) ?? NaN) <= max;
  return { key, type: 'f32', expected: `a finite f32 of at most ${String(max)}`, accepts };
}

export function bool(key: string): ExactKey {
  return { key, type: 'bool', expected: 'a bool', accepts: () => true };
}

export function string(key: string): ExactKey {
  return { key, type: 'string', expected: 'a string', accepts: () => true };
}

export function strings(key: string): ExactKey {
  const accepts = (metadata: Metadata): boolean => getStrings(metadata, key) !== undefined;
  return { key, type: 'string array', expected: 'an array of strings', accepts };
}

/** An array of i32, each in the range. */
export function i32s(key: string, range: Range, lengths: Lengths = {}): ExactKey {
  return integers(key, 'i32', range, lengths);
}

/** An array of u32, each in the range. */
export function u32s(key: string, range: Range, lengths: Lengths = {}): ExactKey {
  return integers(key, 'u32', range, lengths);
}

function integers(key: string, type: string, { min, max }: Range, lengths: Lengths): ExactKey {
  const { atLeast = 0, atMost = 1024, even = false } = lengths;
  const expected = `an array of ${even ? 'pairs of ' : ''}${type} from ${String(min)} to ${String(max)}, ${String(atLeast)} to ${String(atMost)} of them`;
  const accepts = (metadata: Metadata): boolean => {
    const values = getInts(metadata, key) ?? [];
    const fits = values.length >= atLeast && values.length <= atMost && !(even && values.length % 2 !== 0);
    return fits && [...values].every((v) => v >= min && v <= max);
  };
  return { key, type: `${type} array`, expected, accepts };
}

/** An array of finite f32, each of a magnitude from `min` to `max`. */
export function f32s(key: string, { min, max }: Range, { atLeast = 0, atMost = 64 }: Lengths = {}): ExactKey {
  const from = min > 0 ? `${String(min)} to ${String(max)}` : `at most ${String(max)}`;
  const expected = `an array of ${String(atLeast)} to ${String(atMost)} f32 of a magnitude of ${from}`;
  const accepts = (metadata: Metadata): boolean => {
    const values = getFloats(metadata, key) ?? [];
    const fits = values.length >= atLeast && values.length <= atMost;
    return fits && [...values].every((v) => Math.abs(v) >= min && Math.abs(v) <= max);
  };
  return { key, type: 'f32 array', expected, accepts };
}

/** Reports each key that is there and of another type or out of its range. Gives the names of those that are sound. */
export function checkKeys(metadata: Metadata, keys: readonly ExactKey[], findings: Findings): ReadonlySet<string> {
  const sound = new Set<string>();
  for (const { key, type, expected, accepts } of keys) {
    const value = metadata.get(key);
    if (value === undefined) continue;
    const found = typeOf(value);
    if (found !== type) reportKey(findings, 'model/key-type', key, `expected ${expected}, found ${aOrAn(found)}`);
    else if (accepts(metadata)) sound.add(key);
    else reportKey(findings, 'model/key-range', key, `expected ${expected}, found ${shown(metadata, key)}`);
  }
  return sound;
}

function typeOf(value: GgufValue): string {
  return value.type === 'array' ? `${value.elementType} array` : value.type;
}

function aOrAn(type: string): string {
  return `${/^[aefi8]/.test(type) ? 'an' : 'a'} ${type}`;
}

function shown(metadata: Metadata, key: string): string {
  const value = metadata.get(key);
  const shownValue = value?.type === 'array' ? (getFloats(metadata, key) ?? getInts(metadata, key)) : value?.value;
  return inspect(shownValue, { maxArrayLength: 8 }).replace(/^Float64Array\(\d+\) /, '');
}
