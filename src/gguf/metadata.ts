import { toSafe } from '../core/checked.ts';
import type { GgufArray, GgufValue } from './types.ts';

/**
 * Typed access to metadata. Each function gives the value where the key has a type that it names, and undefined where the key is
 * absent or has another: nothing is coerced. To tell those two apart ask `metadata.has(key)`.
 */
export type Metadata = ReadonlyMap<string, GgufValue>;

const UNSIGNED: ReadonlySet<string> = new Set(['u8', 'u16', 'u32', 'u64']);
const INTEGER: ReadonlySet<string> = new Set([...UNSIGNED, 'i8', 'i16', 'i32', 'i64']);
const NUMERIC: ReadonlySet<string> = new Set([...INTEGER, 'f32', 'f64']);

/** u8, u16, u32, or u64 up to 2^53 - 1. A signed integer is not taken, even when it is not negative. */
export function getUint(metadata: Metadata, key: string): number | undefined {
  return scalarOf(metadata.get(key), UNSIGNED);
}

/** Any integer type, where the value is a safe integer. */
export function getInt(metadata: Metadata, key: string): number | undefined {
  return scalarOf(metadata.get(key), INTEGER);
}

/** f32 or f64; NaN and infinities come through. An integer is not taken. */
export function getFloat(metadata: Metadata, key: string): number | undefined {
  const value = metadata.get(key);
  return value?.type === 'f32' || value?.type === 'f64' ? value.value : undefined;
}

export function getBool(metadata: Metadata, key: string): boolean | undefined {
  const value = metadata.get(key);
  return value?.type === 'bool' ? value.value : undefined;
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function getString(metadata: Metadata, key: string): string | undefined {
  const value = metadata.get(key);
  return value?.type === 'string' ? value.value : undefined;
}

/** An array of any element type, as a view. */
export function getArray(metadata: Metadata, key: string): GgufArray | undefined {
  const value = metadata.get(key);
  return value?.type === 'array' ? value : undefined;
}

/** An array of strings, decoded. */
export function getStrings(metadata: Metadata, key: string): string[] | undefined {
  const array = getArray(metadata, key);
  return array?.elementType === 'string' ? array.toStrings() : undefined;
}

export function getBools(metadata: Metadata, key: string): boolean[] | undefined {
  const array = getArray(metadata, key);
  return array?.elementType === 'bool' ? [...array.values()] : undefined;
}

/** An array of any integer or float type. Undefined too where an element of 64 bits is not a safe integer. */
export function getNumbers(metadata: Metadata, key: string): Float64Array | undefined {
  return numbersOf(getArray(metadata, key), NUMERIC);
}

/** An array of any integer type, signed ones included: writers choose i32 for per-layer settings. Otherwise as {@link getNumbers}. */
export function getInts(metadata: Metadata, key: string): Float64Array | undefined {
  return numbersOf(getArray(metadata, key), INTEGER);
}

/** An array of f32 or f64. */
export function getFloats(metadata: Metadata, key: string): Float64Array | undefined {
  const array = getArray(metadata, key);
  return array?.elementType === 'f32' || array?.elementType === 'f64' ? numbersOf(array, NUMERIC) : undefined;
}

function scalarOf(value: GgufValue | undefined, types: ReadonlySet<string>): number | undefined {
  if (!value || value.type === 'array' || !types.has(value.type)) return undefined;
  if (typeof value.value === 'bigint') return toSafe(value.value) ?? undefined;
  return typeof value.value === 'number' ? value.value : undefined;
}

function numbersOf(array: GgufArray | undefined, types: ReadonlySet<string>): Float64Array | undefined {
  if (!array || !types.has(array.elementType)) return undefined;
  if (array.elementType === 'u64' || array.elementType === 'i64') return safeNumbers(array.values(), array.length);
  return 'toNumbers' in array ? array.toNumbers() : undefined;
}

function safeNumbers(values: Iterable<bigint>, length: number): Float64Array | undefined {
  const numbers = new Float64Array(length);
  let i = 0;
  for (const value of values) {
    const number = toSafe(value);
    if (number === null) return undefined;
    numbers[i++] = number;
  }
  return numbers;
}
