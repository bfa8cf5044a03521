/** Words of a template that a reviewer takes for others: letters of another script, in another style, or of ASCII itself that are drawn like them. */
import { quoted } from '../../core/printable.ts';
import { isAsciiAlike } from './alike/asciiAlike.ts';
import { CONFUSABLE } from './alike/confusables.ts';
import { isFormatWord, readsAsFormatWord, readsAsUnaccented } from './alike/formatWords.ts';
import { lookAlikeMark } from './alike/lookAlikeMarks.ts';
import { hasMixedLetters, isOfAnotherLanguage } from './alike/mixedLetters.ts';
import { drawnLike, withoutAccents } from './alike/shapes.ts';
import { foundAt } from './characterPlace.ts';
import type { ShownText } from './literals.ts';
import type { TemplateProblem } from './problem.ts';

const PLAIN_ASCII = /^[\0-\x7f]*$/;
/** Signs that are drawn like letters. */
const SIGNS = [...CONFUSABLE.keys()].filter((character) => !/[\p{L}\p{M}\p{N}]/u.test(character)).join('');
const WORDS = new RegExp(String.raw`[\p{L}\p{M}\p{N}_\u249c-\u24e9\u{1f110}-\u{1f189}${SIGNS}]+`, 'gu');
/** Bars that are letters stand around a word, not in it. */
const BARS_AROUND = /^[ǀǁ∣⏽￨]+|[ǀǁ∣⏽￨]+$/gu;

/** The first word or mark that looks like another. */
export function lookAlikeText(texts: readonly ShownText[]): readonly TemplateProblem[] {
  for (const shown of texts) {
    const found = PLAIN_ASCII.test(shown.text) ? asciiAlike(shown.text) : (wordIn(shown.text) ?? markIn(shown.text));
    if (!found) continue;
    const message = `expected ${found.expected}, found ${quoted(found.text, 40)}, which is drawn like ${quoted(found.like, 40)},${foundAt(shown, found.index)}`;
    return [{ rule: 'template/look-alike-text', message }];
  }
  return [];
}

interface Alike {
  readonly expected: string;
  readonly text: string;
  readonly like: string;
  readonly index: number;
}

const LETTERS = 'letters of one script in a word';

/** No longer than a word: a run of megabytes is none, and would be more than a pattern can go back over. */
const ASCII_WORD = /(?<!\w)\w{4,32}(?!\w)/g;

function asciiAlike(text: string): Alike | null {
  for (const { 0: word, index } of text.matchAll(ASCII_WORD))
    if (isAsciiAlike(word))
      return { expected: 'letters that are what they look like', text: word, like: likeOf(word), index };
  return null;
}

/** `lgnore` is drawn like `Ignore`, `too1` like `tool`. */
function likeOf(word: string): string {
  const small = word
    .replace(/I|1/g, 'l')
    .replace(/0/g, 'o')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl/g, 'd');
  return isFormatWord(small) ? small : word.replace(/l|1/g, 'I');
}

function wordIn(text: string): Alike | null {
  const words = [...text.matchAll(WORDS)].filter(({ 0: word }) => !PLAIN_ASCII.test(word));
  const isForeign = words.some(({ 0: word }) => isOfAnotherLanguage(word));
  const found = words
    .filter(({ 0: word, index }) => !isOfMark(text, index, word))
    .find(({ 0: word, index }) => isLookAlike(word, isForeign, standsAlone(text, index, word.length)));
  if (!found) return asciiAlike(text);
  return { expected: LETTERS, text: found[0], like: drawnLike(found[0]), index: found.index };
}

/** `<｜end▁of▁sentence｜>`: a mark as DeepSeek writes it. */
function isOfMark(text: string, at: number, word: string): boolean {
  return text[at - 1] === '｜' && /^[\w▁]+$/.test(word) && text[at + word.length] === '｜';
}

function markIn(text: string): Alike | null {
  const mark = lookAlikeMark(text);
  return mark && { expected: 'brackets, bars and slashes of one kind', like: 'a mark of the format', ...mark };
}

function isLookAlike(word: string, isForeign: boolean, isAlone: boolean): boolean {
  const readings = [word, word.replace(BARS_AROUND, '')].map(drawnLike);
  if (readings.some((drawn) => PLAIN_ASCII.test(drawn) && readsAsFormatWord(drawn, isAlone))) return true;
  return (isAlone && readsAsUnaccented(withoutAccents(word))) || hasMixedLetters(word, isForeign);
}

/** Between quotes, brackets and line ends, as what a template compares and prints. */
function standsAlone(text: string, at: number, length: number): boolean {
  return /^$|['"|｜>\]\n:(.]/.test(text.charAt(at - 1)) && /^$|['"|｜<[\n:)(]/.test(text.charAt(at + length));
}
