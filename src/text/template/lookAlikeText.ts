/** Words of a template that a reviewer takes for others: letters of another script that are drawn like Latin ones. */
import { quoted } from '../../core/printable.ts';
import { drawnAs } from '../lookAlike.ts';
import { foundAt } from './characterPlace.ts';
import type { ShownText } from './literals.ts';
import type { TemplateProblem } from './problem.ts';

const PLAIN_ASCII = /^[\0-\x7f]*$/;
const WORDS = /[\p{L}\p{M}\p{N}_]+/gu;
const LATIN = /[A-Za-z]/;
/** Scripts whose letters are drawn like Latin ones; letters of Latin that only phoneticians use; full-width and mathematical letters. */
const FOREIGN =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}ɑɡᴄᴋᴍᴛᴠᴡᴢꜱⅼƅ\uff21-\uff5a\u{1d400}-\u{1d7ff}]/u;
const FOREIGN_LETTERS = new RegExp(FOREIGN.source, 'gu');
/** `TNFα`, `βblocker`: Greek letters that name things, and that nobody takes for Latin ones. */
const GREEK_AT_AN_END = /^[α-ξπ-ω]?[\p{Script=Latin}\d_]+[α-ξπ-ω]?$/u;
/** `TikTokом`: a Latin name with the ending of a language that is written otherwise. */
const DECLINED = /^\p{Script=Latin}{3,}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]{1,4}$/u;
/** What templates compare and print: a word that is drawn like one of these is taken for it. */
const COMMON: ReadonlySet<string> = new Set(
  'assistant bos_token bot content developer eos_token function human message messages model name role system tool tools user'.split(
    ' ',
  ),
);

/** The first word that looks like another. */
export function lookAlikeText(texts: readonly ShownText[]): readonly TemplateProblem[] {
  for (const shown of texts) {
    if (PLAIN_ASCII.test(shown.text)) continue;
    const words = [...shown.text.matchAll(WORDS)].filter(({ 0: word }) => FOREIGN.test(word));
    const isForeign = words.some(({ 0: word }) => isOfAnotherLanguage(word));
    const found = words.find(({ 0: word }) => isLookAlike(word, isForeign));
    if (!found) continue;
    const message = `expected letters of one script in a word, found ${quoted(found[0], 40)}, which is drawn like ${quoted(drawnAs(found[0]), 40)},${foundAt(shown, found.index)}`;
    return [{ rule: 'template/look-alike-text', message }];
  }
  return [];
}

function isLookAlike(word: string, isForeign: boolean): boolean {
  if (COMMON.has(drawnAs(word).toLowerCase())) return true;
  if (!LATIN.test(word) || GREEK_AT_AN_END.test(word)) return false;
  if (isForeign && DECLINED.test(word)) return false;
  return (word.match(FOREIGN_LETTERS) ?? []).every(isDrawnAsLatin);
}

/** A word without Latin letters, some of its own drawn like none. */
function isOfAnotherLanguage(word: string): boolean {
  const letters = word.match(FOREIGN_LETTERS) ?? [];
  return !LATIN.test(word) && letters.length >= 3 && !letters.every(isDrawnAsLatin);
}

function isDrawnAsLatin(letter: string): boolean {
  return LATIN.test(drawnAs(letter));
}
