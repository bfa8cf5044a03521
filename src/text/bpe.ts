/**
 * Byte-pair encoding (Sennrich et al., 2016) over GPT-2's byte-level alphabet: a piece of text becomes byte characters, and
 * the adjacent pair of the lowest merge rank (leftmost among equals) is joined until none is left. O(n log n) in the
 * length of a piece: pairs wait in a heap and symbols are a linked list.
 */
import { BYTE_TO_CHAR } from './byteLevel.ts';
import { MergeQueue } from './mergeQueue.ts';
import type { Vocabulary } from './vocabulary.ts';

const ENCODER = new TextEncoder();

/** A merge: its place in the list, and the piece that it makes. */
interface Merge {
  readonly rank: number;
  readonly result: number;
}

export class Bpe {
  readonly #nTokens: number;
  /** Every string that is a token or a part of a merge; ids from nTokens on are no tokens. */
  readonly #pieceIds = new Map<string, number>();
  readonly #pieces: string[];
  /** By left id · 2^26 + right id. */
  readonly #merges = new Map<number, Merge>();
  readonly #byteIds: Int32Array;

  constructor({ tokens, merges }: Pick<Vocabulary, 'tokens' | 'merges'>) {
    this.#nTokens = tokens.length;
    this.#pieces = [...tokens];
    tokens.forEach((token, id) => {
      if (!this.#pieceIds.has(token)) this.#pieceIds.set(token, id);
    });
    this.#byteIds = Int32Array.from(BYTE_TO_CHAR, (char) => this.#idOf(char));
    merges.forEach((merge, rank) => {
      this.#addMerge(merge, rank);
    });
  }

  /** The id of a string that is a token, or undefined. */
  tokenId(text: string): number | undefined {
    const id = this.#pieceIds.get(text);
    return id !== undefined && id < this.#nTokens ? id : undefined;
  }

  /** `text` in byte characters, the form in which the vocabulary spells it. */
  static spell(text: string): string {
    let spelled = '';
    for (const byte of ENCODER.encode(text)) spelled += BYTE_TO_CHAR[byte] as string;
    return spelled;
  }

  /** Token ids of one pre-tokenized piece, appended to `ids`. */
  encode(text: string, ids: number[]): void {
    const symbols = Int32Array.from(ENCODER.encode(text), (byte) => this.#byteIds[byte] as number);
    this.#mergeAll(symbols);
    for (const symbol of symbols) if (symbol >= 0) this.#emit(symbol, ids);
  }

  /** Joins pairs in place: a joined symbol stands at its left end, and −1 where the right one was. */
  #mergeAll(symbols: Int32Array): void {
    const n = symbols.length;
    const next = Int32Array.from(symbols, (_, i) => i + 1);
    const previous = Int32Array.from(symbols, (_, i) => i - 1);
    const queue = new MergeQueue();
    const offer = (left: number): void => {
      const right = left < 0 ? n : (next[left] as number);
      if (right >= n) return;
      const pair = pairKey(symbols[left] as number, symbols[right] as number);
      const merge = this.#merges.get(pair);
      if (merge) queue.push(merge.rank, left, pair);
    };
    for (let i = 0; i + 1 < n; i++) offer(i);
    while (queue.size > 0) {
      const { position: left, pair } = queue.pop();
      const right = next[left] as number;
      if (symbols[left] === -1 || right >= n || pairKey(symbols[left] as number, symbols[right] as number) !== pair)
        continue;
      symbols[left] = (this.#merges.get(pair) as Merge).result;
      symbols[right] = -1;
      const after = next[right] as number;
      next[left] = after;
      if (after < n) previous[after] = left;
      offer(left);
      offer(previous[left] as number);
    }
  }

  /** A piece that is no token is spelled in byte characters again; a byte without a token is left out. */
  #emit(piece: number, ids: number[]): void {
    if (piece < this.#nTokens) {
      ids.push(piece);
      return;
    }
    for (const char of this.#pieces[piece] as string) {
      const id = this.tokenId(char);
      if (id !== undefined) ids.push(id);
    }
  }

  #idOf(piece: string): number {
    const known = this.#pieceIds.get(piece);
    if (known !== undefined) return known;
    const id = this.#pieces.push(piece) - 1;
    this.#pieceIds.set(piece, id);
    return id;
  }

  /** "left right": split at the first space that is not the first character. The first of two equal merges counts. */
  #addMerge(merge: string, rank: number): void {
    const space = merge.indexOf(' ', 1);
    if (space < 0) return;
    const left = merge.slice(0, space);
    const right = merge.slice(space + 1);
    const pair = pairKey(this.#idOf(left), this.#idOf(right));
    if (!this.#merges.has(pair)) this.#merges.set(pair, { rank, result: this.#idOf(left + right) });
  }
}

function pairKey(left: number, right: number): number {
  return left * 2 ** 26 + right;
}
