/** What tokenizers ask of a character: its general category, and its simple case and accent mappings. As of Unicode 15.1. */
import { ASSIGNED_RANGES } from './unicodeAssigned.ts';

/** General categories, by their first letter. `whitespace` is White_Space, whatever the category. */
export const CATEGORY = {
  unassigned: 1,
  number: 2,
  letter: 3,
  separator: 4,
  mark: 5,
  punctuation: 6,
  symbol: 7,
  control: 8,
  whitespace: 9,
} as const;

export type Category = (typeof CATEGORY)[keyof typeof CATEGORY];

const TESTS: readonly (readonly [Category, RegExp])[] = [
  [CATEGORY.whitespace, /^\p{White_Space}/u],
  [CATEGORY.letter, /^\p{L}/u],
  [CATEGORY.number, /^\p{N}/u],
  [CATEGORY.punctuation, /^\p{P}/u],
  [CATEGORY.mark, /^\p{M}/u],
  [CATEGORY.symbol, /^\p{S}/u],
  [CATEGORY.separator, /^\p{Z}/u],
];

/** Filled as characters are asked for; 0 where nobody has asked yet. */
const CACHE = new Uint8Array(0x110000);

export function categoryOf(codePoint: number): Category {
  const known = CACHE[codePoint] as Category | 0;
  return known === 0 ? (CACHE[codePoint] = categorise(codePoint)) : known;
}

function categorise(codePoint: number): Category {
  if (!isAssigned(codePoint)) return CATEGORY.unassigned;
  const char = String.fromCodePoint(codePoint);
  return TESTS.find(([, test]) => test.test(char))?.[0] ?? CATEGORY.control;
}

function isAssigned(codePoint: number): boolean {
  let low = 0;
  let high = ASSIGNED_RANGES.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ASSIGNED_RANGES[middle] as readonly [number, number])[1] < codePoint) low = middle + 1;
    else high = middle;
  }
  return (ASSIGNED_RANGES[low]?.[0] ?? Infinity) <= codePoint;
}

/** The lower-case letter, where there is a single one; of U+0130 the letter without its dot. */
export function lowerCaseOf(codePoint: number): number {
  return isAssigned(codePoint) ? firstOf(String.fromCodePoint(codePoint).toLowerCase()) : codePoint;
}

/** The first code point of the canonical decomposition: the letter without its accents, the first part of a Hangul syllable. */
export function baseOf(codePoint: number): number {
  return isAssigned(codePoint) ? firstOf(String.fromCodePoint(codePoint).normalize('NFD')) : codePoint;
}

function firstOf(text: string): number {
  return text.codePointAt(0) as number;
}

/** Ideographs, as the tokenizers that cut them out list them. */
const HAN: readonly (readonly [number, number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xf900, 0xfaff],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2ebef],
  [0x2f800, 0x2fa1f],
];

/** By range alone: also code points there that are not assigned. */
export function isHan(codePoint: number): boolean {
  return codePoint >= 0x3400 && HAN.some(([first, last]) => codePoint >= first && codePoint <= last);
}

/** As {@link isHan}, without U+2B820 to U+2B91F and U+2CEB0 to U+2EBEF, as BERT's normaliser has it. */
export function isBertHan(codePoint: number): boolean {
  return (
    isHan(codePoint) && !(codePoint >= 0x2b820 && codePoint < 0x2b920) && !(codePoint > 0x2ceaf && codePoint < 0x2ebf0)
  );
}
