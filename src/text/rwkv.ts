/** RWKV's tokenizer: the longest token from the left, over bytes. Tokens are written with escapes such as `\x0a`. */
import { ByteTrie } from './byteTrie.ts';
import type { Encoder } from './encoder.ts';
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

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x74, 0x09],
  [0x6e, 0x0a],
  [0x72, 0x0d],
]);
const BACKSLASH = 0x5c;
const X = 0x78;

/** `\t`, `\n`, `\r`, `\xHH`; a backslash before anything else stands for what follows it. */
export function unescapeToken(text: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== BACKSLASH) {
      bytes.push(text[at] as number);
      continue;
    }
    const next = text[++at];
    if (next === undefined) break;
    if (next === X) {
      bytes.push(parseInt(String.fromCharCode(...text.subarray(at + 1, at + 3)), 16) || 0);
      at += 2;
    } else bytes.push(ESCAPES.get(next) ?? next);
  }
  return Uint8Array.from(bytes);
}
