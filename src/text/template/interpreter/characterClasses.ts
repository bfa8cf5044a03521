/** What Python asks of all characters of a text: `isalpha`, `isdigit` and their like. */
import { DIGIT_RANGES, NUMERAL_RANGES } from './caseTables.ts';
import { isBlank } from './strip.ts';
import { workOver } from './work.ts';

type Is = (character: string) => boolean;

const isLetter: Is = (character) => /\p{L}/u.test(character);
const isDecimal: Is = (character) => /\p{Nd}/u.test(character);
const isDigit: Is = (character) => isDecimal(character) || isWithin(character, DIGIT_RANGES);
const isNumeric: Is = (character) => /\p{N}/u.test(character) || isWithin(character, NUMERAL_RANGES);
const isPrinted: Is = (character) => character === ' ' || !/[\p{C}\p{Z}]/u.test(character);

function isWithin(character: string, ranges: readonly (readonly [number, number])[]): boolean {
  const code = character.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** True where there is a character, and each is one. */
function all(is: Is): (text: string) => boolean {
  return (text) => {
    workOver(4 * text.length);
    return text !== '' && Array.from(text).every(is);
  };
}

const UPPER: Is = (character) => /\p{Uppercase}/u.test(character);
const LOWER: Is = (character) => /\p{Lowercase}/u.test(character);
const TITLE: Is = (character) => /\p{Lt}/u.test(character);

/** No letter of another case, and one of this at least. */
function cased(is: Is, others: readonly Is[]): (text: string) => boolean {
  return (text) => {
    workOver(4 * text.length);
    const characters = Array.from(text);
    return characters.some(is) && !characters.some((one) => others.some((other) => other(one)));
  };
}

/** Capitals where words begin, and there alone. */
function isTitle(text: string): boolean {
  workOver(4 * text.length);
  let [isInside, isAny] = [false, false];
  for (const character of text) {
    const isCapital = UPPER(character) || TITLE(character);
    if (isCapital ? isInside : LOWER(character) && !isInside) return false;
    isInside = isCapital || LOWER(character);
    isAny ||= isInside;
  }
  return isAny;
}

export const isLower = cased(LOWER, [UPPER, TITLE]);
export const isUpper = cased(UPPER, [LOWER, TITLE]);

/** By the names of the methods. */
export const CHARACTER_CLASSES: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['isalpha', all(isLetter)],
  ['isdecimal', all(isDecimal)],
  ['isdigit', all(isDigit)],
  ['isnumeric', all(isNumeric)],
  ['isalnum', all((character) => isLetter(character) || isDigit(character) || isNumeric(character))],
  ['isspace', all(isBlank)],
  ['isprintable', (text) => text === '' || all(isPrinted)(text)],
  ['isascii', (text) => text === '' || all((character) => character <= '\x7f')(text)],
  ['isidentifier', (text) => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(text)],
  ['islower', isLower],
  ['isupper', isUpper],
  ['istitle', isTitle],
]);
