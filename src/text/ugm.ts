/**
 * SentencePiece's unigram model (Kudo, 2018): of all ways to write the normalised text as tokens the one whose scores have the
 * greatest sum. A character that no token covers counts as unknown, at 10 less than the worst score. Cost: the length of the text
 * times that of the longest token.
 */
import { ByteTrie, NO_NODE } from './byteTrie.ts';
import { longestPrefix, replacementEnd, type Charsmap } from './charsmap.ts';
import type { Encoder } from './encoder.ts';
import { utf8Length } from './mergeSymbols.ts';
import { SPACE_MARK } from './spaces.ts';
import { TOKEN_TYPE } from './tokenType.ts';
import type { Vocabulary } from './vocabulary.ts';

const UNKNOWN_PENALTY = 10;
const SPACE = 0x20;

export class Ugm implements Encoder {
  readonly #trie: ByteTrie;
  readonly #userDefined: ByteTrie;
  /** 0 for tokens that a user defined: the rest are logarithms of probabilities. */
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #unknown: number;
  readonly #vocabulary: Pick<Vocabulary, 'charsmap' | 'addSpacePrefix' | 'removeExtraSpaces'>;

  constructor(
    vocabulary: Pick<
      Vocabulary,
      'table' | 'fileTypes' | 'scores' | 'unknown' | 'charsmap' | 'addSpacePrefix' | 'removeExtraSpaces'
    >,
  ) {
    const { table, fileTypes, scores, unknown } = vocabulary;
    const entries = Array.from({ length: table.size }, (_, id) => ({ bytes: table.bytesOf(id), value: id }));
    const ofType = (...types: readonly number[]): typeof entries =>
      entries.filter(({ value }) => types.includes(fileTypes[value] as number));
    this.#vocabulary = vocabulary;
    this.#trie = new ByteTrie(ofType(TOKEN_TYPE.normal, TOKEN_TYPE.userDefined, TOKEN_TYPE.unused));
    this.#userDefined = new ByteTrie(ofType(TOKEN_TYPE.userDefined));
    this.#scores = Float64Array.from({ length: table.size }, (_, id) =>
      fileTypes[id] === TOKEN_TYPE.userDefined ? 0 : (scores[id] as number),
    );
    const least = ofType(TOKEN_TYPE.normal).reduce((min, { value }) => Math.min(min, scores[value] as number), 3.4e38);
    this.#unknownScore = Math.fround(least - UNKNOWN_PENALTY);
    this.#unknown = unknown ?? -1;
  }

  encode(fragment: Uint8Array, _afterSpecial: boolean, ids: number[]): void {
    const text = this.#normalise(fragment);
    if (text.length === 0) return;
    const { tokens, from } = this.#bestWay(text);
    const reversed: number[] = [];
    let previous = -1;
    for (let at = text.length; at > 0; at = from[at] as number) {
      const id = tokens[at] as number;
      if (!(id === this.#unknown && previous === id)) reversed.push(id);
      previous = id;
    }
    for (const id of reversed.reverse()) if (id >= 0) ids.push(id);
  }

  /** For every position the last token of the best way there, and where that token begins. */
  #bestWay(text: Uint8Array): { readonly tokens: Int32Array; readonly from: Int32Array } {
    const tokens = new Int32Array(text.length + 1).fill(this.#unknown);
    const from = new Int32Array(text.length + 1);
    const best = new Float64Array(text.length + 1).fill(-Number.MAX_VALUE);
    best[0] = 0;
    const offer = (start: number, end: number, id: number, score: number): void => {
      const sum = (best[start] as number) + score;
      if (!(sum > (best[end] as number))) return;
      best[end] = sum;
      tokens[end] = id;
      from[end] = start;
    };
    for (let start = 0; start < text.length;) {
      const charEnd = Math.min(start + utf8Length(text[start] as number), text.length);
      let isCovered = false;
      for (let at = start, node = this.#trie.root; at < text.length; at++) {
        node = this.#trie.step(node, text[at] as number);
        if (node === NO_NODE) break;
        const id = this.#trie.valueOf(node);
        if (id === NO_NODE) continue;
        isCovered ||= at + 1 === charEnd;
        offer(start, at + 1, id, this.#scores[id] as number);
      }
      if (!isCovered) offer(start, charEnd, this.#unknown, this.#unknownScore);
      start = charEnd;
    }
    return { tokens, from };
  }

  /** The text with the character map applied, and its spaces written as U+2581. */
  #normalise(fragment: Uint8Array): Uint8Array {
    const { addSpacePrefix, removeExtraSpaces } = this.#vocabulary;
    const out = new SpacedText(addSpacePrefix, removeExtraSpaces);
    for (let at = 0; at < fragment.length;) at = this.#normalisePrefix(fragment, at, out);
    return out.bytes;
  }

  /** Writes what the text at `at` becomes, and says where it goes on. */
  #normalisePrefix(text: Uint8Array, at: number, out: SpacedText): number {
    // As far as any token that a user defined agrees with the text, even where it goes on otherwise.
    const { deepest } = this.#userDefined.longest(text, at);
    if (deepest > at) {
      out.write(text, at, deepest);
      return deepest;
    }
    const { charsmap } = this.#vocabulary;
    const { length, value } = charsmap ? longestPrefix(charsmap, text, at) : { length: 0, value: 0 };
    if (length > 0) {
      const { replacements } = charsmap as Charsmap;
      out.write(replacements, value, replacementEnd(charsmap as Charsmap, value));
      return at + length;
    }
    const end = Math.min(at + utf8Length(text[at] as number), text.length);
    out.write(text, at, end);
    return end;
  }
}

/** Collects text and writes its spaces as the vocabulary wants them. */
class SpacedText {
  readonly #addPrefix: boolean;
  readonly #merge: boolean;
  #bytes = new Uint8Array(256);
  #length = 0;
  #isPrefixed = false;
  #inWord = false;

  constructor(addPrefix: boolean, merge: boolean) {
    this.#addPrefix = addPrefix;
    this.#merge = merge;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  write(source: Uint8Array, start: number, end: number): void {
    for (let i = start; i < end; i++) this.#writeByte(source[i] as number);
  }

  #writeByte(byte: number): void {
    if (byte === SPACE) {
      this.#inWord = false;
      if (!this.#merge) this.#mark();
      return;
    }
    if (!this.#inWord && ((this.#addPrefix && !this.#isPrefixed) || this.#merge)) {
      this.#mark();
      this.#isPrefixed = true;
    }
    this.#inWord = true;
    this.#push(byte);
  }

  #mark(): void {
    for (const byte of SPACE_MARK) this.#push(byte);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
