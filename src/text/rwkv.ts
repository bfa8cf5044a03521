/** RWKV's tokenizer: the longest token from the left, over bytes. Tokens are written with escapes such as `\x0a`. */
import { ByteTrie } from './byteTrie.ts';
import type { Encoder } from './encoder.ts';
import { unescapeToken } from './rwkvEscapes.ts';
import type { Vocabulary } from './vocabulary.ts';

export class Rwkv implements Encoder {
  readonly #trie: ByteTrie;
  readonly #unknown: number | null;

  constructor({ table, unknown }: Pick<Vocabulary, 'table' | 'unknown'>) {
    this.#trie = new ByteTrie(
      Array.from({ length: table.size }, (_, id) => ({ bytes: unescapeToken(table.bytesOf(id)), value: id })),
    );
    this.#unknown = unknown;
  }

  encode(fragment: Uint8Array, _afterSpecial: boolean, ids: number[]): void {
    for (let at = 0; at < fragment.length;) {
      const { value, end } = this.#trie.longest(fragment, at);
      if (end > at) ids.push(value);
      else if (this.#unknown !== null) ids.push(this.#unknown);
      at = Math.max(end, at + 1);
    }
  }
}
