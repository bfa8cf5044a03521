/**
 * Metadata keys as data: each key of an architecture with its type, range and default. The builder reads hyper-parameters
 * through it, and the checks report through it what a file gets wrong.
 */
import { inspect } from 'node:util';
import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import { getBool, getFloat, getString, getUint, type Metadata } from '../../gguf/metadata.ts';

export interface Key<T> {
  /** Without the architecture's prefix: `attention.head_count`. */
  readonly key: string;
  /** For messages: `an unsigned integer from 1 to 512`. */
  readonly expected: string;
  /** The value, or undefined when its type is another one. */
  readonly read: (metadata: Metadata, key: string) => unknown;
  readonly accepts: (value: unknown) => boolean;
  /** `required`, or what stands in for an absent key. */
  readonly absent: { readonly required: true } | { readonly required: false; readonly value: T };
}

export type KeyTable = Readonly<Record<string, Key<unknown>>>;
export type ValuesOf<K extends KeyTable> = { readonly [P in keyof K]: K[P] extends Key<infer T> ? T : never };

const REQUIRED = { required: true } as const;

/** A required unsigned integer from `min` to `max`. */
export function uint(key: string, min: number, max: number): Key<number> {
  return {
    key,
    expected: `an unsigned integer from ${String(min)} to ${String(max)}`,
    read: getUint,
    accepts: (v) => typeof v === 'number' && v >= min && v <= max,
    absent: REQUIRED,
  };
}

/** A required finite number over `min` (exclusive) up to `max`. */
export function positive(key: string, max: number): Key<number> {
  return {
    key,
    expected: `a finite number over 0 and at most ${String(max)}`,
    read: getFloat,
    accepts: (v) => typeof v === 'number' && v > 0 && v <= max,
    absent: REQUIRED,
  };
}

/** A required string that is one of `names`. */
export function oneOf(key: string, names: readonly string[]): Key<string> {
  return {
    key,
    expected: `one of ${names.join(', ')}`,
    read: getString,
    accepts: (v) => typeof v === 'string' && names.includes(v),
    absent: REQUIRED,
  };
}

export function bool(key: string): Key<boolean> {
  return { key, expected: 'a bool', read: getBool, accepts: (v) => typeof v === 'boolean', absent: REQUIRED };
}

/** The same key, which may be absent: then `value` stands in for it. */
export function orElse<T, D>(key: Key<T>, value: D): Key<T | D> {
  return { ...key, absent: { required: false, value } };
}

export interface ReadResult<V> {
  /** Null when a finding is an error. */
  readonly values: V | null;
  readonly findings: readonly Finding[];
}

/** Reads every key of `table` under `prefix`; each key that is missing, of another type or out of range is a finding. */
export function readKeys<K extends KeyTable>(metadata: Metadata, prefix: string, table: K): ReadResult<ValuesOf<K>> {
  const findings: Finding[] = [];
  const values = new Map<string, unknown>();
  for (const [name, key] of Object.entries(table)) {
    const result = readKey(metadata, `${prefix}.${key.key}`, key);
    if ('finding' in result) findings.push(result.finding);
    else values.set(name, result.value);
  }
  return { values: findings.length > 0 ? null : (Object.fromEntries(values) as ValuesOf<K>), findings };
}

function readKey<T>(
  metadata: Metadata,
  name: string,
  key: Key<T>,
): { readonly value: T } | { readonly finding: Finding } {
  if (!metadata.has(name)) {
    if (!key.absent.required) return { value: key.absent.value };
    return { finding: keyFinding('model/key-missing', name, `expected ${key.expected}, found no such key`) };
  }
  const value = key.read(metadata, name);
  if (value === undefined) {
    const found = metadata.get(name)?.type ?? 'nothing';
    return { finding: keyFinding('model/key-type', name, `expected ${key.expected}, found a value of type ${found}`) };
  }
  if (!key.accepts(value)) {
    const found = typeof value === 'string' ? quoted(value) : inspect(value);
    return { finding: keyFinding('model/key-range', name, `expected ${key.expected}, found ${found}`) };
  }
  return { value: value as T };
}

export function keyFinding(rule: string, name: string, message: string): Finding {
  return { rule, severity: 'error', message: `${name}: ${message}`, path: `metadata[${quoted(name)}]`, cwe: 'CWE-20' };
}
