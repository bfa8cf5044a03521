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
    if (length > MAX_TOKEN_BYTES) {
      const message = (): string => `expected at most ${String(MAX_TOKEN_BYTES)} bytes, found ${String(length)}`;
      findings.report('text/token-too-long', key, message, id);
    }
    if (length === 0) findings.report('text/empty-token', key, () => 'expected a text, found none', id);
    if (types[id] === TOKEN_TYPE.byte && byteOfToken(table.bytesOf(id)) === null) {
      const message = (): string => `expected a byte such as <0x41>, found ${text(id)}`;
      findings.report('text/byte-token-malformed', key, message, id);
    }
  }
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
  let joined = new Uint8Array(256);
  for (let i = 0; i < merges.length; i++) {
    const bytes = merges.bytesAt(i);
    const space = spaceOf(bytes);
    const text = (): string => quoted(DECODER.decode(bytes));
    if (space < 0) {
      findings.report(
        'text/merge-malformed',
        key,
        () => `expected two parts and a space between them, found ${text()}`,
        i,
      );
      continue;
    }
    if (bytes.length > joined.length) joined = new Uint8Array(2 * bytes.length);
    joined.set(bytes.subarray(0, space));
    joined.set(bytes.subarray(space + 1), space);
    const known =
      table.find(bytes, 0, space) >= 0 &&
      table.find(bytes, space + 1) >= 0 &&
      table.find(joined, 0, bytes.length - 1) >= 0;
    if (!known)
      findings.report(
        'text/merge-unknown-token',
        key,
        () => `expected two tokens that make a third, found ${text()}`,
        i,
      );
  }
}

const SPACE = 0x20;

/** Where the first space stands that is not the first byte and has something behind it; −1 where there is none. */
export function spaceOf(merge: Uint8Array): number {
  const space = merge.indexOf(SPACE, 1);
  return space === merge.length - 1 ? -1 : space;
}
