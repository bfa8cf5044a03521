/** How many words a text says, in any script and however it is written. */
import { step } from '../steps.ts';

/** Letters that NFKC leaves as they are: regional indicators, squared and circled ones on black, Braille. */
const DRAWN_LETTERS = /[\u{1f1e6}-\u{1f1ff}\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}\u2800-\u28ff]/gu;
/** Scripts without blanks. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Hangul}]/gu;
/** A run of letters; camel case is several, and TNFα is one. */
const WORD = /\p{Lu}{2,}\p{Ll}(?!\p{Ll})|\p{Lu}+(?!\p{Ll})\p{M}*|[\p{Lu}\p{Lt}]?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+/gu;
/** Letters and digits without a blank, as base64 and hexadecimal numbers have them. */
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
/** Pictures speak, and so does Morse. The low line that tokenizers draw does not. */
const PICTURES = /(?!\u2581)[\p{So}\p{Extended_Pictographic}]/gu;
const MORSE = /(?:[.\-·–]{1,6}[ /]+){6,}/g;
/** Letters of a word that is longer than people's words are. */
const LONG_RUN = 24;
const LETTERS_OF_WORD = 8;
const PLAIN = /^[\0-\x7f]*$/;

/** NFKC, and letters that it does not know for what they are drawn as. */
export function readable(text: string): string {
  if (PLAIN.test(text)) return text;
  step(text.length >> 1);
  return text.normalize('NFKC').replace(DRAWN_LETTERS, letterOf);
}

function letterOf(drawn: string): string {
  const code = drawn.codePointAt(0) ?? 0;
  // Which letter a cell of Braille is depends on the language.
  if (code < 0x2900) return code === 0x2800 ? ' ' : 'a';
  const first = code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150;
  return String.fromCodePoint(0x61 + code - first);
}

/** Of a text that is readable. */
export function wordsIn(text: string): number {
  const spaced = text.replace(UNSPACED, ' ');
  let words = unspacedWords(text) + (spaced.match(PICTURES)?.length ?? 0);
  for (const [run] of spaced.matchAll(RUN)) words += wordsOfRun(run);
  if (spaced.includes('-') || spaced.includes('.') || spaced.includes('·'))
    for (const [row] of spaced.matchAll(MORSE)) words += row.split(/[ /]+/).length / 3;
  return words;
}

/** Two signs are a word, and so is one that is begun. */
function unspacedWords(text: string): number {
  const signs = text.match(UNSPACED)?.length ?? 0;
  return signs === 0 ? 0 : (signs + 1) / 2;
}

function wordsOfRun(run: string): number {
  const words = run.match(WORD)?.length ?? 0;
  return run.length > LONG_RUN ? Math.max(words, Math.ceil(run.length / LETTERS_OF_WORD)) : words;
}
