/** Case as Python changes it. */
import { FOLDED_CASES, TITLE_CASES } from './caseTables.ts';
import { workOver } from './work.ts';

/** Letters that have a case. */
const CASED = /\p{Cased}/u;
const GEORGIAN = /[\u10d0-\u10ff]/;

function titled(character: string): string {
  return TITLE_CASES.get(character) ?? (GEORGIAN.test(character) ? character : character.toUpperCase());
}

/** The first character in title case, all others in lower case. */
export function capitalized(text: string): string {
  workOver(8 * text.length);
  const [first = ''] = text;
  return first === '' ? '' : titled(first) + text.toLowerCase().slice(first.toLowerCase().length);
}

/** Each word so. A word begins behind what has no case. */
export function inTitleCase(text: string): string {
  workOver(8 * text.length);
  const lower = lowered(text);
  let isInside = false;
  return Array.from(text)
    .map((character, i) => {
      const written = isInside ? (lower[i] ?? '') : titled(character);
      isInside = CASED.test(character);
      return written;
    })
    .join('');
}

/** Each character in lower case, as the ones around it have it: sigma has a form of its own at the end of a word. */
function lowered(text: string): readonly string[] {
  const whole = text.toLowerCase();
  let at = 0;
  return Array.from(text).map((character) => {
    const { length } = character.toLowerCase();
    at += length;
    return whole.slice(at - length, at);
  });
}

export function swapped(text: string): string {
  workOver(8 * text.length);
  const lower = lowered(text);
  return Array.from(text)
    .map((character, i) => {
      if (/\p{Uppercase}/u.test(character)) return lower[i] ?? '';
      return /\p{Lowercase}/u.test(character) ? character.toUpperCase() : character;
    })
    .join('');
}

const CHEROKEE_CAPITAL = /[\u13a0-\u13f5]/;
const [CHEROKEE, CHEROKEE_SMALL] = [0x13a0, 0xab70];

/** As texts are compared without regard to case. */
export function folded(text: string): string {
  workOver(8 * text.length);
  return Array.from(text).map(foldedCharacter).join('');
}

function foldedCharacter(character: string): string {
  const known = FOLDED_CASES.get(character);
  if (known !== undefined) return known;
  if (CHEROKEE_CAPITAL.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x13f8 && code <= 0x13fd) return String.fromCodePoint(code - 8);
  if (code >= CHEROKEE_SMALL && code <= 0xabbf) return String.fromCodePoint(code - CHEROKEE_SMALL + CHEROKEE);
  return character.toLowerCase();
}
