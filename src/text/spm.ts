/**
 * SentencePiece's byte-pair model (Kudo and Richardson, 2018): of all adjacent pairs that make a token the one of the highest score,
 * leftmost among equals, is joined until none is left. What is no token then is spelled in byte tokens. Cost: O(n log n).
 */
import type { Encoder } from './encoder.ts';
import { charSymbols, mergeSymbols } from './mergeSymbols.ts';
import { escapeSpaces } from './spaces.ts';
import { byteToken } from './tokenChecks.ts';
import type { TokenTable } from './tokenTable.ts';
import type { Vocabulary } from './vocabulary.ts';

export class Spm implements Encoder {
  readonly #table: TokenTable;
  readonly #addSpacePrefix: boolean;
  /** 0 for the highest score; the same for equal scores. */
  readonly #ranks: Int32Array;
  /** The token of each byte, −1 where there is none. */
  readonly #byteIds: Int32Array;

  constructor({
    table,
    scores,
    addSpacePrefix,
    unknown,
  }: Pick<Vocabulary, 'table' | 'scores' | 'addSpacePrefix' | 'unknown'>) {
    this.#table = table;
    this.#addSpacePrefix = addSpacePrefix;
    this.#ranks = ranksOf(scores);
    this.#byteIds = Int32Array.from({ length: 256 }, (_, byte) => {
      const id = table.find(byteToken(byte));
      return id >= 0 ? id : Math.max(table.find(Uint8Array.of(byte)), unknown ?? -1);
    });
  }

  encode(fragment: Uint8Array, afterSpecial: boolean, ids: number[]): void {
    const bytes = escapeSpaces(fragment, afterSpecial && this.#addSpacePrefix);
    const symbols = charSymbols(bytes);
    const { starts, ends, count } = symbols;
    const tokenOf = (left: number, right: number): number => this.#table.find(bytes, starts[left], ends[right]);
    mergeSymbols(symbols, {
      rank: (left, right) => {
        const id = tokenOf(left, right);
        return id < 0 ? -1 : (this.#ranks[id] as number);
      },
      joined: () => undefined,
    });
    for (let i = 0; i < count; i++) {
      if (ends[i] === -1) continue;
      const id = tokenOf(i, i);
      if (id >= 0) ids.push(id);
      else this.#spellOut(bytes.subarray(starts[i], ends[i]), ids);
    }
  }

  /** A byte without a token is the unknown token, and left out where there is none. */
  #spellOut(bytes: Uint8Array, ids: number[]): void {
    for (const byte of bytes) {
      const id = this.#byteIds[byte] as number;
      if (id >= 0) ids.push(id);
    }
  }
}

function ranksOf(scores: ArrayLike<number>): Int32Array {
  const distinct = Float64Array.from(new Set(Array.from(scores)))
    .sort()
    .reverse();
  const ranks = new Map(Array.from(distinct, (score, rank) => [score, rank]));
  return Int32Array.from(scores, (score) => ranks.get(score) as number);
}
