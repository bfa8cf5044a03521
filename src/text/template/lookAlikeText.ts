/** Words of a template that a reviewer takes for others: letters of another script, in another style, or of ASCII itself that are drawn like them. */
import { quoted } from '../../core/printable.ts';
import { isAsciiAlike } from './alike/asciiAlike.ts';
import { CONFUSABLE } from './alike/confusables.ts';
import { isFormatWord, readsAsFormatWord, readsAsUnaccented } from './alike/formatWords.ts';
import { lookAlikeMarks } from './alike/lookAlikeMarks.ts';
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
    const [found] = lookAlikesIn(shown.text);
    if (found) return [lookAlikeProblem(shown, found)];
  }
  return [];
}

/** Every word, or else every mark, that looks like another: one after the other, as they are asked for. */
export function lookAlikesIn(text: string): Iterable<Alike> {
  return PLAIN_ASCII.test(text) ? asciiAlikes(text) : foreignAlikes(text);
}

export function lookAlikeProblem(shown: ShownText, { expected, text, like, index }: Alike): TemplateProblem {
  const message = `expected ${expected}, found ${quoted(text, 40)}, which is drawn like ${quoted(like, 40)},${foundAt(shown, index)}`;
  return { rule: 'template/look-alike-text', message };
}

export interface Alike {
  readonly expected: string;
  readonly text: string;
  readonly like: string;
  readonly index: number;
}

const LETTERS = 'letters of one script in a word';

/** No longer than a word: a run of megabytes is none, and would be more than a pattern can go back over. */
const ASCII_WORD = /(?<!\w)\w{4,32}(?!\w)/g;

function* asciiAlikes(text: string): Generator<Alike> {
  for (const { 0: word, index } of text.matchAll(ASCII_WORD))
    if (isAsciiAlike(word))
      yield { expected: 'letters that are what they look like', text: word, like: likeOf(word), index };
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

function* foreignAlikes(text: string): Generator<Alike> {
  const words = [...text.matchAll(WORDS)].filter(({ 0: word }) => !PLAIN_ASCII.test(word));
  const isForeign = words.some(({ 0: word }) => isOfAnotherLanguage(word));
  for (const { 0: word, index } of words) {
    if (isOfMark(text, index, word) || !isLookAlike(word, isForeign, standsAlone(text, index, word.length))) continue;
    yield { expected: LETTERS, text: word, like: drawnLike(word), index };
  }
  yield* asciiAlikes(text);
  for (const mark of lookAlikeMarks(text))
    yield { expected: 'brackets, bars and slashes of one kind', like: 'a mark of the format', ...mark };
}

/** `<｜end▁of▁sentence｜>`: a mark as DeepSeek writes it. */
function isOfMark(text: string, at: number, word: string): boolean {
  return text[at - 1] === '｜' && /^[\w▁]+$/.test(word) && text[at + word.length] === '｜';
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
