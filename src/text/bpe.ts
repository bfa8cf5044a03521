/**
 * Byte-pair encoding (Sennrich et al., 2016): the adjacent pair of the lowest merge rank, leftmost among equals, is joined until
 * none is left. The alphabet is GPT-2's, one character for each byte, or UTF-8 itself with U+2581 for a space. Cost: O(n log n) in
 * the length of a piece.
 */
import { BYTE_TO_CHAR } from './byteLevel.ts';
import { charSymbols, mergeSymbols, type Symbols } from './mergeSymbols.ts';
import { preTokenize } from './preTokenizers.ts';
import { escapeSpaces } from './spaces.ts';
import { spaceOf } from './mergeChecks.ts';
import { byteToken } from './tokenChecks.ts';
import type { TokenTable } from './tokenTable.ts';
import type { Encoder } from './encoder.ts';
import type { Vocabulary } from './vocabulary.ts';

const SPELLED: readonly Uint8Array[] = BYTE_TO_CHAR.map((char) => Buffer.from(char));
const NO_TOKEN = -1;
const NEWLINES = /^\n+$/;

export class Bpe implements Encoder {
  readonly #pre: Vocabulary['preTokenizer'];
  readonly #nTokens: number;
  /** Every string that is a token or a part of a merge; ids from nTokens on are no tokens. */
  readonly #pieces: TokenTable;
  /** Rank by left id · 2^26 + right id. The first of two equal merges counts. */
  readonly #ranks = new Map<number, number>();
  /** What each merge makes, by rank. */
  readonly #results: Int32Array;
  readonly #byteIds: Int32Array;

  constructor({ table, merges, preTokenizer }: Pick<Vocabulary, 'table' | 'merges' | 'preTokenizer'>) {
    this.#pre = preTokenizer;
    this.#nTokens = table.size;
    this.#pieces = table.copy();
    this.#byteIds = Int32Array.from(SPELLED, (spelled) => this.#pieces.add(spelled));
    this.#results = new Int32Array(merges.length);
    for (let rank = 0; rank < merges.length; rank++) {
      this.#addMerge(merges.bytesAt(rank), rank);
    }
  }

  encode(fragment: Uint8Array, _afterSpecial: boolean, ids: number[]): void {
    const isSpelled = this.#pre.spelling !== 'utf-8';
    const bytes = isSpelled ? fragment : escapeSpaces(fragment);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    for (const piece of preTokenize(this.#pre, text)) {
      if (isSpelled) this.#encodeSpelled(Buffer.from(piece), ids);
      else this.#encodeUtf8(piece, ids);
    }
  }

  #encodeSpelled(bytes: Uint8Array, ids: number[]): void {
    const whole = this.#pre.ignoreMerges ? this.#tokenOf(spell(bytes)) : NO_TOKEN;
    if (whole !== NO_TOKEN) {
      ids.push(whole);
      return;
    }
    const { symbols, pieces } = this.#byteSymbols(bytes);
    this.#encodeSymbols(symbols, pieces, ids, (start, end) => {
      // Only a byte whose spelling is that byte itself has a token of one byte.
      for (const byte of spell(bytes.subarray(start, end))) this.#emit(this.#tokenOf(Uint8Array.of(byte)), ids);
    });
  }

  /** One symbol for each byte, and what it is. */
  #byteSymbols(bytes: Uint8Array): { readonly symbols: Symbols; readonly pieces: Int32Array } {
    const count = bytes.length;
    const starts = new Int32Array(count);
    const ends = new Int32Array(count);
    const pieces = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      starts[i] = i;
      ends[i] = i + 1;
      pieces[i] = this.#byteIds[bytes[i] as number] as number;
    }
    return { symbols: { starts, ends, count }, pieces };
  }

  #encodeUtf8(piece: string, ids: number[]): void {
    const bytes = Buffer.from(piece);
    const whole = this.#pre.newlineTokens && NEWLINES.test(piece) ? this.#tokenOf(bytes) : NO_TOKEN;
    if (whole !== NO_TOKEN) {
      ids.push(whole);
      return;
    }
    const symbols = charSymbols(bytes);
    const pieces = Int32Array.from({ length: symbols.count }, (_, i) =>
      this.#pieces.find(bytes, symbols.starts[i] as number, symbols.ends[i]),
    );
    this.#encodeSymbols(symbols, pieces, ids, (start, end) => {
      for (let i = start; i < end; i++) this.#emit(this.#tokenOf(byteToken(bytes[i] as number)), ids);
    });
  }

  /** `pieces` holds what each symbol is; `spellOut` is called for a symbol that is no token. */
  #encodeSymbols(
    symbols: Symbols,
    pieces: Int32Array,
    ids: number[],
    spellOut: (start: number, end: number) => void,
  ): void {
    const rank = (left: number, right: number): number =>
      this.#ranks.get(pairKey(pieces[left] as number, pieces[right] as number)) ?? -1;
    const joined = (left: number, right: number): void => {
      pieces[left] = this.#results[rank(left, right)] as number;
    };
    mergeSymbols(symbols, { rank, joined });
    for (let i = 0; i < symbols.count; i++) {
      const end = symbols.ends[i] as number;
      if (end === -1) continue;
      const piece = pieces[i] as number;
      if (piece >= 0 && piece < this.#nTokens) ids.push(piece);
      else spellOut(symbols.starts[i] as number, end);
    }
  }

  #emit(id: number, ids: number[]): void {
    if (id !== NO_TOKEN) ids.push(id);
  }

  #tokenOf(bytes: Uint8Array): number {
    const id = this.#pieces.find(bytes);
    return id < this.#nTokens ? id : NO_TOKEN;
  }

  #addMerge(merge: Uint8Array, rank: number): void {
    const space = spaceOf(merge);
    const left = this.#pieces.add(merge, 0, space);
    const right = this.#pieces.add(merge, space + 1);
    const both = Buffer.concat([merge.subarray(0, space), merge.subarray(space + 1)]);
    this.#results[rank] = this.#pieces.add(both);
    const key = pairKey(left, right);
    if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
  }
}

/** −1 stands for a symbol that nothing joins. */
function pairKey(left: number, right: number): number {
  return left < 0 || right < 0 ? -1 : left * 2 ** 26 + right;
}

/** Bytes in GPT-2's alphabet: one or two bytes for each. */
function spell(bytes: Uint8Array): Uint8Array {
  const spelled = new Uint8Array(2 * bytes.length);
  let length = 0;
  for (const byte of bytes) for (const part of SPELLED[byte] as Uint8Array) spelled[length++] = part;
  return spelled.subarray(0, length);
}
