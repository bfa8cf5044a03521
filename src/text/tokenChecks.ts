/** Checks of the lists that a vocabulary consists of. Each is one walk over bytes: nothing is decoded, nothing is looked up twice. */
import { quoted } from '../core/printable.ts';
import { getArray, type Metadata } from '../gguf/metadata.ts';
import type { TextFindings } from './textFindings.ts';
import type { Algorithm } from './tokenizerModels.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';
import type { TextRuleId } from './rules.ts';

/** The longest token of the vocabularies in use has 1,024 bytes. Walks through a tree of tokens cost the text times this. */
const MAX_TOKEN_BYTES = 1 << 12;

const DECODER = new TextDecoder();

export interface TokenLists {
  readonly table: TokenTable;
  readonly types: ArrayLike<number>;
  /** The keys of the two. */
  readonly key: string;
  readonly typesKey: string;
  /** Undefined where the vocabulary is of a kind that is not described. */
  readonly algorithm: Algorithm | undefined;
}

/** Duplicates, lengths, types, byte tokens. */
export function checkTokens({ table, types, key, typesKey, algorithm }: TokenLists, findings: TextFindings): void {
  const text = (id: number): string => quoted(DECODER.decode(table.bytesOf(id)));
  for (const id of table.duplicates) {
    // Readers give each token without text a name of its own.
    if (table.lengthOf(id) === 0) continue;
    const first = (): string => String(table.find(table.bytesOf(id)));
    findings.reportKey(
      'text/duplicate-token',
      key,
      () => `expected every token once, found ${text(id)} at ${first()} too`,
      id,
    );
  }
  for (let id = 0; id < table.size; id++) {
    const length = table.lengthOf(id);
    if (length === 0 || length > MAX_TOKEN_BYTES) reportLength(length, id, findings, key);
    if (length === 0) checkGivenName(table, id, findings, key);
    const type = types[id] as number;
    if (type === TOKEN_TYPE.byte) checkByteToken(table.bytesOf(id), id, { findings, key, algorithm });
    else if (!(type >= TOKEN_TYPE.normal && type < TOKEN_TYPE.byte)) reportType(type, id, findings, typesKey);
  }
}

// What reports stands apart from what walks: a closure in a loop's body costs an allocation a turn, also where it is not reached.

function reportLength(length: number, id: number, findings: TextFindings, key: string): void {
  if (length === 0) {
    findings.reportKey('text/empty-token', key, () => 'expected a text, found none', id);
    return;
  }
  const message = (): string => `expected at most ${String(MAX_TOKEN_BYTES)} bytes, found ${String(length)}`;
  findings.reportKey('text/token-too-long', key, message, id);
}

function reportType(type: number, id: number, findings: TextFindings, key: string): void {
  const message = (): string =>
    `expected a type from ${String(TOKEN_TYPE.normal)} to ${String(TOKEN_TYPE.byte)}, found ${String(type)}`;
  findings.reportKey('text/token-type', key, message, id);
}

/** Readers call a token without text after its id, and end where another one has that name. */
function checkGivenName(table: TokenTable, id: number, findings: TextFindings, key: string): void {
  const name = `[EMPTY_${String(id)}]`;
  const other = table.find(Buffer.from(name));
  if (other < 0) return;
  const message = (): string => `expected no token of the name that readers give to one without text, found ${name}`;
  findings.reportKey('text/duplicate-token', key, message, other);
}

/** Where the digits of a byte token begin. Readers cut them out there. */
const DIGITS_AT = 3;
/** Those whose readers do not make bytes of byte tokens. */
const WITHOUT_BYTES: ReadonlySet<Algorithm | undefined> = new Set<Algorithm | undefined>(['rwkv', undefined]);

function checkByteToken(
  bytes: Uint8Array,
  id: number,
  { findings, key, algorithm }: { readonly findings: TextFindings } & Pick<TokenLists, 'key' | 'algorithm'>,
): void {
  const isShort = bytes.length > 0 && bytes.length < DIGITS_AT && !WITHOUT_BYTES.has(algorithm);
  if (isShort || algorithm === 'wpm') {
    const expected = algorithm === 'wpm' ? 'no byte tokens among word pieces' : 'a byte such as <0x41>';
    const message = (): string => `expected ${expected}, found ${quoted(DECODER.decode(bytes))}`;
    findings.reportKey('text/byte-token-unreadable', key, message, id);
    return;
  }
  if (byteOfToken(bytes) !== null) return;
  const message = (): string => `expected a byte such as <0x41>, found ${quoted(DECODER.decode(bytes))}`;
  findings.reportKey('text/byte-token-malformed', key, message, id);
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
    findings.reportKey(rules.type, key, () => `expected a list of ${types.join(' or ')}, found ${found}`);
    return undefined;
  }
  if (array.length !== nTokens) {
    const expected = `expected one for each of ${String(nTokens)} tokens`;
    findings.reportKey(rules.length, key, () => `${expected}, found ${String(array.length)}`);
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
    findings.reportKey('text/score-not-finite', key, () => `expected a finite score, found ${String(score)}`, id);
  }
}
