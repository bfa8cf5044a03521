import { UsageError } from '../core/errors.ts';
import { parseBytes } from '../core/units.ts';

/** How much of everything a file may hold. Each is a count or a number of bytes. */
export interface Limits {
  readonly nKv: number;
  readonly nTensors: number;
  readonly keyBytes: number;
  readonly tensorNameBytes: number;
  readonly stringBytes: number;
  readonly arrayElements: number;
  readonly metadataBytes: number;
  readonly nesting: number;
  readonly paddingScanBytes: number;
  readonly fileBytes: number;
}

interface LimitRow {
  /** What `--limit NAME=VALUE` calls it. */
  readonly name: string;
  readonly default: number;
  /** A caller may not go above: what this parser's own data structures can hold. */
  readonly max: number;
  readonly unit: 'count' | 'bytes';
}

/** Real files have 20 to 80 pairs; the largest seen, with per-layer settings as pairs of their own, a few thousand. */
const MAX_KEY_VALUES = 65_536;

/** A mixture of experts with separate expert tensors reaches 50,000; merged experts, the present custom, under 2,000. */
const MAX_TENSORS = 1_000_000;

/** The specification: keys are at most 2^16 - 1 bytes. */
const MAX_KEY_BYTES = 65_535;

/** The longest that a reader takes is 159 (stable-diffusion.cpp); what a kind of file may have is for the checks to say. */
const MAX_TENSOR_NAME_BYTES = 1024;

/** The longest honest strings are chat templates and licences, under 1 MiB. */
const MAX_STRING_BYTES = 64 * 2 ** 20;

/** The largest vocabularies hold 2^18 tokens and twice as many merges; 16 Mi leaves room for charmaps kept as bytes. */
const MAX_ARRAY_ELEMENTS = 16 * 2 ** 20;

/** Metadata is kept in memory once. The largest seen is 30 MB. */
const MAX_METADATA_BYTES = 512 * 2 ** 20;

/** An array of scalars is depth 1. No writer nests at all; the parser recurses once a level. */
const MAX_NESTING = 4;

/** Padding and gaps read in search of hidden bytes. Honest padding is under 32 bytes a tensor; a sparse file could claim terabytes. */
const MAX_PADDING_SCAN_BYTES = 64 * 2 ** 20;

/** One ArrayBuffer, with 32-bit offsets into it. */
const LARGEST_BUFFER = 2 ** 31 - 1;

/** V8's longest string has 2^29 - 24 characters. */
const LARGEST_STRING = 2 ** 28;

const ROWS: Readonly<Record<keyof Limits, LimitRow>> = {
  nKv: { name: 'n_kv', default: MAX_KEY_VALUES, max: 2 ** 24, unit: 'count' },
  nTensors: { name: 'n_tensors', default: MAX_TENSORS, max: 2 ** 24, unit: 'count' },
  keyBytes: { name: 'key_bytes', default: MAX_KEY_BYTES, max: LARGEST_STRING, unit: 'bytes' },
  tensorNameBytes: { name: 'tensor_name_bytes', default: MAX_TENSOR_NAME_BYTES, max: LARGEST_STRING, unit: 'bytes' },
  stringBytes: { name: 'string_bytes', default: MAX_STRING_BYTES, max: LARGEST_STRING, unit: 'bytes' },
  arrayElements: { name: 'array_elements', default: MAX_ARRAY_ELEMENTS, max: LARGEST_BUFFER, unit: 'count' },
  metadataBytes: { name: 'metadata_bytes', default: MAX_METADATA_BYTES, max: LARGEST_BUFFER, unit: 'bytes' },
  nesting: { name: 'nesting', default: MAX_NESTING, max: 64, unit: 'count' },
  paddingScanBytes: {
    name: 'padding_scan_bytes',
    default: MAX_PADDING_SCAN_BYTES,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
  },
  /** No default of ours: `--max-model-size` is the user's to set. */
  fileBytes: {
    name: 'file_bytes',
    default: Number.MAX_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
  },
};

const FIELDS = Object.keys(ROWS) as readonly (keyof Limits)[];

/** Names that `--limit NAME=VALUE` knows, in the order of {@link Limits}. */
export const LIMIT_NAMES: readonly string[] = FIELDS.map((field) => ROWS[field].name);

export const DEFAULT_LIMITS: Limits = withDefaults({});

/** `overrides` over the defaults. Throws UsageError 'usage/limit' on a value that is no count or above what we can hold. */
export function resolveLimits(overrides: Partial<Limits>): Limits {
  for (const field of FIELDS) {
    const value = overrides[field];
    if (value !== undefined) checkLimit(ROWS[field], value, String(value));
  }
  return withDefaults(overrides);
}

/**
 * `--limit n_kv=100 --limit string_bytes=1MiB` as limits. Throws UsageError 'usage/limit' on an unknown name, which the
 * message answers with those there are, and on a count that does not parse or is out of range; 'usage/unit' on a size that is none.
 */
export function limitsFrom(overrides: ReadonlyMap<string, string>): Partial<Limits> {
  const limits: Partial<Record<keyof Limits, number>> = {};
  for (const [name, text] of overrides) {
    const field = FIELDS.find((candidate) => ROWS[candidate].name === name);
    if (!field) {
      throw new UsageError('usage/limit', `expected a limit of ${LIMIT_NAMES.join(', ')}, found "${name}"`);
    }
    const value = ROWS[field].unit === 'bytes' ? parseBytes(text) : /^\d+$/.test(text) ? Number(text) : NaN;
    checkLimit(ROWS[field], value, text);
    limits[field] = value;
  }
  return limits;
}

function checkLimit(row: LimitRow, value: number, text: string): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= row.max) return;
  throw new UsageError('usage/limit', `expected ${row.name} to be 0 to ${String(row.max)}, found "${text}"`);
}

function withDefaults(overrides: Partial<Limits>): Limits {
  const entries = FIELDS.map((field) => [field, overrides[field] ?? ROWS[field].default] as const);
  return Object.fromEntries(entries) as unknown as Limits;
}
