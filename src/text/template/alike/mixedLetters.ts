/** Words of ASCII letters with letters among them that are drawn like others of ASCII. */
import { drawnLike } from './shapes.ts';

const LATIN = /[A-Za-z]/;
const SYMBOLS_AS_LETTERS = String.raw`\u24b6-\u24e9\u249c-\u24b5\u{1f110}-\u{1f189}`;
/** Scripts whose letters stand beside Latin ones as if they were some: most have capitals, or are drawn in the same strokes. */
const SCRIPTS =
  'Cyrl Grek Armn Cher Lisu Copt Cans Ital Dsrt Osge Wara Elba Cari Lyci Lydi Goth Plrd Tfng Runr Vaii Tale Talu'
    .split(' ')
    .map((script) => String.raw`\p{scx=${script}}`)
    .join('');
const FOREIGN_LETTERS = new RegExp(`[${SCRIPTS}${SYMBOLS_AS_LETTERS}]`, 'gu');
/** Letters that languages write among those of ASCII: of Turkish, Ewe, Kabiye, Kabyle, Zhuang and Khoisan, and signs of Spanish and Catalan. */
const LIVING = /[ıɨʋɣɩǀƨƅƽªºŀĿŉꞌʼʽ]/u;
/** Letters between those of ASCII of a script that is written without blanks around Latin words, or the other way round. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}]/u;
/** `TNFα`, `βblocker`: Greek letters that name things, and that nobody takes for Latin ones. */
const GREEK_AT_AN_END = /^[α-ξπ-ω]?[\p{Script=Latin}\d_]+[α-ξπ-ω]?$/u;
/** `TikTokом`: a Latin name with the ending of a language that is written otherwise. */
const DECLINED = /^\p{Script=Latin}{3,}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]{1,4}$/u;
/** `Mᵐᵉ`, `XVIᵉ`: the end of a word that was made shorter. */
const SHORTENED = /^(?:[A-Z][a-z]?|[IVXLCDM]+|\d+)[ᵃ-ᵿʰ-ʸˡ-ˤⁿⁱ]{1,3}$/u;
/** Words of letters in another style. */
const STYLED = new RegExp(String.raw`^[\u{1d400}-\u{1d7ff}\u2100-\u214f\u2c7d${SYMBOLS_AS_LETTERS}]{3,}$`, 'u');

/** `isForeign`: another language is written in the same text. */
export function hasMixedLetters(word: string, isForeign: boolean): boolean {
  if (STYLED.test(word)) return /^[A-Za-z]/.test(drawnLike(word));
  if (!LATIN.test(word) || GREEK_AT_AN_END.test(word) || SHORTENED.test(word)) return false;
  if (isForeign && DECLINED.test(word)) return false;
  const others = word.match(FOREIGN_LETTERS) ?? [];
  if (others.length > 0) return others.every(isDrawnAsLatin);
  return Array.from(word).some(isOddLatin) || hasInside(word);
}

/** A word without Latin letters, some of its own drawn like none. */
export function isOfAnotherLanguage(word: string): boolean {
  const letters = word.match(FOREIGN_LETTERS) ?? [];
  return !LATIN.test(word) && letters.length >= 3 && !letters.every(isDrawnAsLatin);
}

/** Of Latin, and no language's: small capitals, letters in a style, of phonetics. */
function isOddLatin(letter: string): boolean {
  return /[\p{scx=Latin}\p{scx=Zyyy}]/u.test(letter) && isAlikeLetter(letter);
}

/** Letters of any other script between two of ASCII. */
function hasInside(word: string): boolean {
  const inside = /[A-Za-z]([^\0-\x7f]{1,2})(?=[A-Za-z])/gu;
  return [...word.matchAll(inside)].some(({ 1: letters = '' }) =>
    Array.from(letters).every((letter) => !UNSPACED.test(letter) && isAlikeLetter(letter)),
  );
}

/** Whether any letter is drawn like one of ASCII, and is none. */
export function hasLetterLikeAscii(text: string): boolean {
  return !/^[\0-\x7f]*$/.test(text) && Array.from(text).some(isAlikeLetter);
}

function isAlikeLetter(letter: string): boolean {
  return /[\p{L}\p{Nl}\p{Nd}]/u.test(letter) && letter > '\x7f' && !LIVING.test(letter) && isDrawnAsLatin(letter);
}

function isDrawnAsLatin(letter: string): boolean {
  return /^[A-Za-z]+$/.test(drawnLike(letter));
}
