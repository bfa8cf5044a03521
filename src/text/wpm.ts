/**
 * WordPiece (Schuster and Nakajima, 2012) behind BERT's normaliser: words, punctuation and ideographs are cut apart, accents and
 * case taken off, and each word is covered from the left with the longest token. A word that cannot be covered is unknown. Cost: the
 * length of the text times that of the longest token.
 */
import { ByteTrie } from './byteTrie.ts';
import type { Encoder } from './encoder.ts';
import { SPACE_MARK } from './spaces.ts';
import { baseOf, categoryOf, CATEGORY, isBertHan, lowerCaseOf } from './unicode.ts';
import type { Vocabulary } from './vocabulary.ts';

export class Wpm implements Encoder {
  readonly #trie: ByteTrie;
  readonly #options: NormaliserOptions;
  readonly #unknown: number | null;

  constructor({ table, lowerCase, stripAccents, unknown }: Pick<Vocabulary, 'table' | 'unknown'> & NormaliserOptions) {
    this.#trie = new ByteTrie(Array.from({ length: table.size }, (_, id) => ({ bytes: table.bytesOf(id), value: id })));
    this.#options = { lowerCase, stripAccents };
    this.#unknown = unknown;
  }

  encode(fragment: Uint8Array, _afterSpecial: boolean, ids: number[]): void {
    const text = Buffer.from(fragment.buffer, fragment.byteOffset, fragment.length).toString('utf8');
    for (const word of bertWords(text, this.#options))
      this.#encodeWord(Buffer.concat([SPACE_MARK, Buffer.from(word)]), ids);
  }

  #encodeWord(word: Uint8Array, ids: number[]): void {
    const before = ids.length;
    for (let at = 0; at < word.length;) {
      const { value, end } = this.#trie.longest(word, at);
      if (end === at) {
        ids.length = before;
        if (this.#unknown !== null) ids.push(this.#unknown);
        return;
      }
      ids.push(value);
      at = end;
    }
  }
}

export interface NormaliserOptions {
  readonly lowerCase: boolean;
  readonly stripAccents: boolean;
}

const REPLACEMENT = 0xfffd;

/** The words of a text, normalised. */
function bertWords(text: string, { lowerCase, stripAccents }: NormaliserOptions): readonly string[] {
  const words: string[] = [];
  let word = '';
  const end = (): void => {
    if (word.length > 0) words.push(word);
    word = '';
  };
  for (const char of text) {
    const codePoint = stripAccents ? baseOf(char.codePointAt(0) as number) : (char.codePointAt(0) as number);
    const category = categoryOf(codePoint);
    if (category === CATEGORY.whitespace) {
      end();
      continue;
    }
    if (codePoint === REPLACEMENT || category === CATEGORY.control) continue;
    if (stripAccents && category === CATEGORY.mark) continue;
    const written = String.fromCodePoint(lowerCase ? lowerCaseOf(codePoint) : codePoint);
    if (standsAlone(codePoint, category)) {
      end();
      words.push(written);
    } else word += written;
  }
  end();
  return words;
}

/** Punctuation, ASCII symbols and ideographs are words of their own. */
function standsAlone(codePoint: number, category: number): boolean {
  if (category === CATEGORY.punctuation) return true;
  return category === CATEGORY.symbol ? codePoint < 0x7f : isBertHan(codePoint);
}
