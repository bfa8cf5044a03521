import { isBlankNeeded, ODD_BLANKS } from '../blankText.ts';
import { NO_CHARACTER } from '../noCharacter.ts';
import { isNeeded, UNDRAWN } from '../undrawn.ts';
import { codeOf, foundAt } from './characterPlace.ts';
import type { ShownText } from './literals.ts';
import type { TemplateProblem } from './problem.ts';

/**
 * Characters that no template needs, whatever stands around them: an editor does not show them, or they change the order in which it
 * shows others (CVE-2021-42574).
 */
const HIDDEN: readonly (readonly [first: number, last: number])[] = [
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // fillers for the halves of a Hangul syllable, which only old texts need
  [0x180e, 0x180e], // Mongolian vowel separator
  [0x200b, 0x200b], // zero width space
  [0x200e, 0x200f], // left-to-right and right-to-left marks
  [0x202a, 0x202e], // bidirectional embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidirectional isolates, deprecated controls
  [0x3164, 0x3164], // Hangul filler: a letter that is drawn as a blank
  [0xfe00, 0xfe0d], // variation selectors, of which emoji need none
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xe0000, 0xe007f], // tags: letters that are never drawn
  [0xe0100, 0xe01ef], // variation selectors, of which one for each byte
];
/** A Braille cell without a dot, which is a blank to everybody but a tokenizer. Braille itself needs it between words. */
const BLANK_CELL = '\u2800';
const BRAILLE = /[\u2801-\u28ff]/;
/** Scripts and emoji need joiners and selectors; of these the rule on controls says what they are. */
const LINE_ENDS: ReadonlySet<string> = new Set(['\u2028', '\u2029']);
const CANDIDATE = new RegExp(
  [UNDRAWN, ODD_BLANKS, NO_CHARACTER].map(({ source }) => source).join('|') + `|${BLANK_CELL}`,
  'gu',
);
const BLANK = new RegExp(ODD_BLANKS.source, 'u');

/** The first character of each text that a reviewer does not see. */
export function invisibleText(texts: readonly ShownText[]): readonly TemplateProblem[] {
  for (const shown of texts) {
    const { text } = shown;
    for (const { 0: character, index } of text.matchAll(CANDIDATE)) {
      if (LINE_ENDS.has(character) || !isInvisible(text, index, character)) continue;
      const message = `expected characters that a reviewer sees, found ${codeOf(character)}${foundAt(shown, index)}`;
      return [{ rule: 'template/invisible-text', message }];
    }
  }
  return [];
}

function isInvisible(text: string, at: number, character: string): boolean {
  if (character === BLANK_CELL) return !BRAILLE.test(text.slice(Math.max(0, at - 8), at + 8));
  if (BLANK.test(character)) return !isBlankNeeded(text, at, character);
  return isHidden(character.codePointAt(0) ?? 0) || !isNeeded(text, at, character);
}

function isHidden(code: number): boolean {
  return HIDDEN.some(([first, last]) => code >= first && code <= last);
}
