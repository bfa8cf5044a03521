import { ByteTrie, NO_NODE } from './byteTrie.ts';
import { TOKEN_TYPE } from './tokenType.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A stretch of text between special tokens, or a special token's id. */
export type Fragment = Uint8Array | number;

/**
 * Cuts special tokens out of a text before anything else looks at it: longest first, then lowest id. One walk over the text finds
 * which of them it has at all, so that thousands that it has not cost nothing.
 */
export class SpecialTokens {
  readonly #vocabulary: Pick<Vocabulary, 'table' | 'types' | 'stripsLeft' | 'stripsRight'>;
  /** Text that a user defined is always cut out; control tokens only where the caller trusts the text. */
  readonly #always: ByteTrie;
  readonly #all: ByteTrie;

  constructor(vocabulary: Pick<Vocabulary, 'table' | 'types' | 'stripsLeft' | 'stripsRight'>) {
    const { table, types } = vocabulary;
    this.#vocabulary = vocabulary;
    const trieOf = (...wanted: readonly number[]): ByteTrie => {
      const ids = Array.from({ length: table.size }, (_, id) => id).filter((id) =>
        wanted.includes(types[id] as number),
      );
      return new ByteTrie(
        ids.filter((id) => table.lengthOf(id) > 0).map((id) => ({ bytes: table.bytesOf(id), value: id })),
      );
    };
    this.#always = trieOf(TOKEN_TYPE.userDefined);
    this.#all = trieOf(TOKEN_TYPE.userDefined, TOKEN_TYPE.control, TOKEN_TYPE.unknown);
  }

  /** `parse`: whether control tokens in the text are tokens, or text like any other. No fragment is empty. */
  cut(text: Uint8Array, parse: boolean): readonly Fragment[] {
    const { table } = this.#vocabulary;
    const found = [...occurring(parse ? this.#all : this.#always, text)];
    found.sort((a, b) => table.lengthOf(b) - table.lengthOf(a) || a - b);
    return found.reduce<readonly Fragment[]>(
      (fragments, id) => fragments.flatMap((f) => (typeof f === 'number' ? [f] : this.#split(f, id))),
      text.length > 0 ? [text] : [],
    );
  }

  #split(text: Uint8Array, id: number): readonly Fragment[] {
    const { table, stripsLeft, stripsRight } = this.#vocabulary;
    const needle = table.bytesOf(id);
    const haystack = Buffer.from(text.buffer, text.byteOffset, text.length);
    const fragments: Fragment[] = [];
    let start = 0;
    for (let at; (at = haystack.indexOf(needle, start)) >= 0;) {
      const end = stripsLeft.has(id) ? startOfSpaces(text, start, at) : at;
      if (end > start) fragments.push(text.subarray(start, end));
      fragments.push(id);
      start = at + needle.length;
      if (stripsRight.has(id)) start = endOfSpaces(text, start);
    }
    if (start < text.length) fragments.push(text.subarray(start));
    return fragments;
  }
}

function occurring(trie: ByteTrie, text: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>();
  for (let start = 0; start < text.length; start++) {
    let node = trie.root;
    for (let at = start; at < text.length; at++) {
      node = trie.step(node, text[at] as number);
      if (node === NO_NODE) break;
      if (trie.valueOf(node) !== NO_NODE) found.add(trie.valueOf(node));
    }
  }
  return found;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function startOfSpaces(text: Uint8Array, start: number, end: number): number {
  while (end > start && isSpace(text[end - 1])) end--;
  return end;
}

function endOfSpaces(text: Uint8Array, start: number): number {
  while (isSpace(text[start])) start++;
  return start;
}
