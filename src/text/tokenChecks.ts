/** Checks of the lists that a vocabulary consists of. Each is one walk over bytes: nothing is decoded, nothing is looked up twice. */
import { quoted } from '../core/printable.ts';
import type { GgufStringArray } from '../gguf/types.ts';
import { getArray, type Metadata } from '../gguf/metadata.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';
import type { TextRuleId } from './rules.ts';

/** The longest token of the vocabularies in use has 1,024 bytes. Walks through a tree of tokens cost the text times this. */
export const MAX_TOKEN_BYTES = 1 << 12;

const DECODER = new TextDecoder();

/** Duplicates, lengths, byte tokens. */
export function checkTokens(table: TokenTable, types: ArrayLike<number>, findings: TextFindings, key: string): void {
  const text = (id: number): string => quoted(DECODER.decode(table.bytesOf(id)));
  for (const id of table.duplicates) {
    const first = (): string => String(table.find(table.bytesOf(id)));
    findings.report(
      'text/duplicate-token',
      key,
      () => `expected every token once, found ${text(id)} at ${first()} too`,
      id,
    );
  }
  for (let id = 0; id < table.size; id++) {
    const length = table.lengthOf(id);
    if (length === 0 || length > MAX_TOKEN_BYTES) reportLength(length, id, findings, key);
    if (types[id] === TOKEN_TYPE.byte) checkByteToken(table.bytesOf(id), id, findings, key);
  }
}

// What reports stands apart from what walks: a closure in a loop's body costs an allocation a turn, also where it is not reached.

function reportLength(length: number, id: number, findings: TextFindings, key: string): void {
  if (length === 0) {
    findings.report('text/empty-token', key, () => 'expected a text, found none', id);
    return;
  }
  const message = (): string => `expected at most ${String(MAX_TOKEN_BYTES)} bytes, found ${String(length)}`;
  findings.report('text/token-too-long', key, message, id);
}

function checkByteToken(bytes: Uint8Array, id: number, findings: TextFindings, key: string): void {
  if (byteOfToken(bytes) !== null) return;
  const message = (): string => `expected a byte such as <0x41>, found ${quoted(DECODER.decode(bytes))}`;
  findings.report('text/byte-token-malformed', key, message, id);
}

const BYTE_TOKEN = /^<0x[0-9A-F]{2}>$/;

/** The byte that `<0x41>` stands for, or null. */
export function byteOfToken(bytes: Uint8Array): number | null {
  if (bytes.length !== 6) return null;
  const text = String.fromCharCode(...bytes);
  return BYTE_TOKEN.test(text) ? parseInt(text.slice(3, 5), 16) : null;
}

/** `<0x41>` of a byte. */
export function byteToken(byte: number): Uint8Array {
  return Buffer.from(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, 'latin1');
}

/** Whether each byte can be spelled: as `<0x41>` or as itself. */
export function checkByteTokens(table: TokenTable, findings: TextFindings, key: string): void {
  const missing = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => table.find(byteToken(byte)) < 0 && table.find(Uint8Array.of(byte)) < 0,
  );
  if (missing.length === 0) return;
  const first = DECODER.decode(byteToken(missing[0] as number));
  const message = (): string =>
    `expected a token for each of 256 bytes, found none for ${String(missing.length)}, first ${first}`;
  findings.report('text/byte-token-missing', key, message);
}

/** A list of one number for each token, of one of the element types; undefined where there is none or it was reported. */
export function numbersOfTokens(
  metadata: Metadata,
  { key, nTokens, types, rules }: NumbersSpec,
  findings: TextFindings,
): Float64Array | undefined {
  if (!metadata.has(key)) return undefined;
  const array = getArray(metadata, key);
  if (!array || !types.includes(array.elementType) || !('toNumbers' in array)) {
    const found = array ? `a list of ${array.elementType}` : `a value of type ${metadata.get(key)?.type ?? '?'}`;
    findings.report(rules.type, key, () => `expected a list of ${types.join(' or ')}, found ${found}`);
    return undefined;
  }
  if (array.length !== nTokens) {
    const expected = `expected one for each of ${String(nTokens)} tokens`;
    findings.report(rules.length, key, () => `${expected}, found ${String(array.length)}`);
    return undefined;
  }
  return array.toNumbers();
}

export interface NumbersSpec {
  readonly key: string;
  readonly nTokens: number;
  readonly types: readonly string[];
  readonly rules: { readonly type: TextRuleId; readonly length: TextRuleId };
}

export function checkScores(scores: Float64Array, findings: TextFindings, key: string): void {
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id] as number;
    if (Number.isFinite(score)) continue;
    findings.report('text/score-not-finite', key, () => `expected a finite score, found ${String(score)}`, id);
  }
}

/** Every merge: two parts and one space between them, that and what they make being tokens. */
export function checkMerges(merges: GgufStringArray, table: TokenTable, findings: TextFindings, key: string): void {
  const results = new MergeResults(table);
  merges.forEachRange((bytes, start, end, index) => {
    const space = spaceOf(bytes, start, end);
    const isSound =
      space >= 0 &&
      table.find(bytes, start, space) >= 0 &&
      table.find(bytes, space + 1, end) >= 0 &&
      results.has(bytes, start, space, end);
    if (!isSound) reportMerge(bytes.slice(start, end), space >= 0, index, findings, key);
  });
}

function reportMerge(merge: Uint8Array, hasParts: boolean, index: number, findings: TextFindings, key: string): void {
  const rule = hasParts ? 'text/merge-unknown-token' : 'text/merge-malformed';
  const expected = hasParts ? 'two tokens that make a third' : 'two parts and a space between them';
  findings.report(rule, key, () => `expected ${expected}, found ${quoted(DECODER.decode(merge))}`, index);
}

/** Finds what merges make. Most files list tokens in the order of the merges that make them: after one token comes the next. */
class MergeResults {
  readonly #table: TokenTable;
  #joined = new Uint8Array(256);
  #next = 0;

  constructor(table: TokenTable) {
    this.#table = table;
  }

  has(bytes: Uint8Array, start: number, space: number, end: number): boolean {
    const isNext = this.#table.isJoined(this.#next, bytes, start, space, end);
    const id = isNext ? this.#next : this.#find(bytes, start, space, end);
    this.#next = id + 1;
    return id >= 0;
  }

  #find(bytes: Uint8Array, start: number, space: number, end: number): number {
    const length = end - start - 1;
    if (length > this.#joined.length) this.#joined = new Uint8Array(2 * length);
    for (let i = start; i < space; i++) this.#joined[i - start] = bytes[i] as number;
    for (let i = space + 1; i < end; i++) this.#joined[i - start - 1] = bytes[i] as number;
    return this.#table.find(this.#joined, 0, length);
  }
}

const SPACE = 0x20;

/**
 * Where in `merge[start..end)` the first space stands that is not the first byte and has something behind it; −1 where there is none.
 */
export function spaceOf(merge: Uint8Array, start = 0, end = merge.length): number {
  for (let at = start + 1; at < end; at++) if (merge[at] === SPACE) return at === end - 1 ? -1 : at;
  return -1;
}
