import { size64At } from '../core/byteReader.ts';
import { isPowerOfTwo } from '../core/checked.ts';
import { printable, quoted } from '../core/printable.ts';
import { ALIGNMENT_KEY, DEFAULT_ALIGNMENT, MAX_ALIGNMENT, TOKENS_KEY } from './constants.ts';
import { NamedRows } from './namedRows.ts';
import { KEY_RULES, readName } from './names.ts';
import { openText } from './parseContext.ts';
import type { LengthLimit, ParseContext } from './parseContext.ts';
import { skipValue } from './parseValue.ts';
import { rowsByName } from './rowsByName.ts';
import type { GgufRuleId } from './rules.ts';
import type { ValueSite } from './strings.ts';
import type { GgufValue, PairPlace } from './types.ts';
import { valueAt, type MetadataStore } from './values.ts';

const HEADER_FIELDS: ReadonlySet<string> = new Set(['version', 'tensor_count', 'kv_count']);

/** The key-value pairs, as far as they could be read. */
export interface ReadPairs {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly placeOfPair: (index: number) => PairPlace;
  /** Pairs from here on were not read; their count where all were. */
  readonly stoppedAt: number;
  /** Where the last pair that was read ends. */
  readonly end: number;
}

/**
 * Reads up to `count` key-value pairs. A key that occurs again is reported, and its first value stays. It stops, after a report, where
 * it is not known where the next pair begins.
 */
export function readMetadata(ctx: ParseContext, count: number): ReadPairs {
  const pairs = new PairReader(ctx);
  let { position: end } = ctx.reader;
  let i = 0;
  for (; i < count && pairs.readPair(i); i++) end = ctx.reader.position;
  const placeOfPair = (index: number): PairPlace => placeOf(ctx.store, pairs.rows.startOf(index));
  const metadata = rowsByName(ctx.store, pairs.rows, (index) => valueAt(ctx.store, placeOfPair(index).type));
  return { metadata, placeOfPair, stoppedAt: i, end };
}

/** A pair is the u64 length of its key, the key, the u32 type of its value, and the value. */
function placeOf({ view, littleEndian }: MetadataStore, start: number): PairPlace {
  return { start, type: start + 8 + size64At(view, start, littleEndian) };
}

/** How findings name a key. */
function metadataPath(key: string): string {
  return `metadata[${quoted(key)}]`;
}

class PairReader implements ValueSite {
  readonly rows = new NamedRows();
  readonly #ctx: ParseContext;
  readonly #keyLimit: LengthLimit;
  readonly #keyPath = (): string => `metadata[${String(this.#index)}]`;
  #index = 0;
  #key = '';

  constructor(ctx: ParseContext) {
    this.#ctx = ctx;
    this.#keyLimit = { max: ctx.limits.keyBytes, rule: 'gguf/key-too-long', readsOn: true };
  }

  readonly path = (): string => metadataPath(this.#key);

  get isTokens(): boolean {
    return this.#key === TOKENS_KEY;
  }

  /** False: reported, stop. */
  readPair(index: number): boolean {
    const { reader } = this.#ctx;
    this.#index = index;
    const at = reader.position;
    const length = openText(this.#ctx, this.#keyLimit, this.#keyPath);
    if (length === null) return false;
    const offset = reader.position;
    this.#key = readName(this.#ctx, KEY_RULES, length, this.#keyPath);
    const again = this.rows.find(reader, reader.bytes, offset, offset + length) >= 0;
    if (again) this.#report('gguf/duplicate-key', offset, length, 'each key once', 'again');
    if (HEADER_FIELDS.has(this.#key)) {
      this.#report('gguf/shadowed-header', offset, length, 'no key with the name of a header field', '');
    }
    if (!skipValue(this.#ctx, this)) return false;
    if (!again) this.rows.add(reader, at);
    return true;
  }

  #report(rule: GgufRuleId, offset: number, length: number, expected: string, found: string): void {
    this.#ctx.sink.report(rule, () => {
      const message = `expected ${expected}, found ${quoted(this.#key)} ${found}`.trimEnd();
      return { message, offset, length, path: this.path() };
    });
  }
}

/** `general.alignment`, or 32 where it is absent; null where it is not usable, which is reported. */
export function readAlignment(ctx: ParseContext, metadata: ReadonlyMap<string, GgufValue>): number | null {
  const value = metadata.get(ALIGNMENT_KEY);
  if (value === undefined) return DEFAULT_ALIGNMENT;
  const good = value.type === 'u32' && isPowerOfTwo(value.value) && value.value <= MAX_ALIGNMENT;
  if (good) return value.value;
  const message = `expected a u32 power of two up to ${String(MAX_ALIGNMENT)}, found ${describe(value)}`;
  ctx.sink.report('gguf/bad-alignment', () => ({ message, path: metadataPath(ALIGNMENT_KEY) }));
  return null;
}

function describe(value: GgufValue): string {
  if (value.type === 'array') return `an array of ${value.elementType}`;
  if (value.type === 'string') return 'a string';
  return `${value.type} ${printable(String(value.value))}`;
}
