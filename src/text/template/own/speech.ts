/** What is natural language in a text: how many words it says, and whether an address is among them. */
import { createHash } from 'node:crypto';

/** Up to so many words are a label. */
export const LABEL = 5;

export function isSpeech(text: string): boolean {
  const said = spoken(text);
  return wordsIn(said) > LABEL || saysAddress(said);
}

export function wordsOf(text: string): number {
  return wordsIn(spoken(text));
}

export function hasAddress(text: string): boolean {
  return saysAddress(spoken(text));
}

/** Of the words alone: how they are set out says nothing. */
export function digestOf(piece: string): string {
  const words =
    spoken(piece)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 16);
}

/** Without the marks of the format. */
function spoken(text: string): string {
  return text.replace(/<[|｜]?[^<>\s]*[|｜]?>|\[\/?[A-Z_]+\]/g, ' ');
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** Scripts without spaces: two signs are a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/gu;

function wordsIn(text: string): number {
  const signs = countOf(UNSPACED, text);
  return countOf(WORD, signs === 0 ? text : text.replace(UNSPACED, ' ')) + signs / 2;
}

/** Without a list of them: a text may have millions. */
function countOf(pattern: RegExp, text: string): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) count++;
  return count;
}

/** A scheme, a name with a dot in it, four numbers, a name at another. What begins a sentence behind a dot is no name. */
const ADDRESSES: readonly RegExp[] = [
  /\p{L}:\/\//u,
  /(?<![\p{L}\p{N}-])(?!functions\.)[\p{L}\p{N}-]{2,}\.\p{Ll}{2,}/u,
  /[\p{L}\p{N}-]\.(?:com|org|net|io|ai|dev|app|xyz|info|biz|ru|cn|de|uk|co|me|example|test)(?!\p{L})/iu,
  /(?<!\d)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/,
  /[\p{L}\p{N}]@\p{L}/u,
];
/** What every address has. */
const MARK_OF_ADDRESS = /[.:@]/;

function saysAddress(text: string): boolean {
  return MARK_OF_ADDRESS.test(text) && ADDRESSES.some((address) => address.test(text));
}
