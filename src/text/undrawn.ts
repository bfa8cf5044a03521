/** Characters that are not drawn, and where a script or an emoji needs one of them. */
import { characterBefore } from './blankText.ts';

/** Every one: what needs it is asked of each. */
export const UNDRAWN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029]/gu;

/** Letters and marks of scripts that join or part their letters with characters that are not drawn. */
const JOINING =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Tfng}]/u;
const RIGHT_TO_LEFT = /[\p{scx=Hebr}\p{scx=Arab}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Samr}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\ufe0f/u;
/** Digits and two signs are emoji inside a key cap alone. */
const KEY_CAP = /[0-9#*]/;
const ENCLOSED = '\u20e3';
/** What a selector of variants gives another form: emoji but for digits, ideographs, and operators that Unicode lists. */
const WITH_EMOJI_FORM = /(?![0-9#*])\p{Emoji}/u;
const IDEOGRAPH = /\p{Unified_Ideograph}/u;
const WITH_VARIANT =
  /[\p{Unified_Ideograph}\p{sc=Phag}\p{sc=Mymr}\u2229\u222a\u2268\u2269\u2272\u2273\u228a\u228b\u2293-\u2295\u2297\u229c\u22da\u22db\u2a3c\u2a3d\u2a9d\u2a9e\u2aac\u2aad\u2acb\u2acc]/u;
const KHMER_LETTER = /[\u1780-\u17b3]/;
const KHMER_AFTER = /[\u17b6-\u17dd\u1780-\u17b3]/;
const MARK = /(?!\p{Default_Ignorable_Code_Point})[\p{M}\p{sc=Hebr}]/u;
const TAG = /[\u{e0020}-\u{e007f}]/u;
/** Letters of a flag's region, and the tag that ends it. */
const LONGEST_FLAG = 8;

/** Formats that are drawn: marks of numbers, verses and abbreviations of Arabic, Syriac and Kaithi. */
const DRAWN_FORMATS: readonly (readonly [format: RegExp, script: RegExp])[] = [
  [/[\u0600-\u0605\u06dd\u0890\u0891\u08e2]/, /(?=[\p{L}\p{Nd}])\p{scx=Arab}/u],
  [/\u070f/, /\p{sc=Syrc}/u],
  [/[\u{110bd}\u{110cd}]/u, /\p{scx=Kthi}/u],
];
/** Characters around one among which its script is looked for. */
const NEAR = 16;

/** Whether the script or the emoji around the character at `at` needs it. */
export function isNeeded(text: string, at: number, character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const before = characterBefore(text, at);
  const next = text.codePointAt(at + character.length);
  const after = next === undefined ? '' : String.fromCodePoint(next);
  if (code === 0x200c) return JOINING.test(before) && JOINING.test(after);
  if (code === 0x200d) return (JOINING.test(before) && after !== '') || (EMOJI.test(before) && EMOJI.test(after));
  if (code === 0x200e || code === 0x200f || code === 0x061c)
    return RIGHT_TO_LEFT.test(text.slice(Math.max(0, at - 64), at + 64));
  if (code >= 0xfe00 && code <= 0xfe0f) return isVariantNeeded(code, before, after);
  if (code >= 0xe0100 && code <= 0xe01ef) return IDEOGRAPH.test(before);
  if (TAG.test(character)) return isInFlag(text, at);
  if (code >= 0x180b && code <= 0x180f) return /(?=\p{L})\p{sc=Mong}/u.test(before);
  if (code === 0x034f) return MARK.test(before) && MARK.test(after);
  if (code === 0x115f || code === 0x1160) return /\p{scx=Hang}/u.test(before + after);
  if (code === 0x17b4 || code === 0x17b5) return KHMER_LETTER.test(before) && KHMER_AFTER.test(after);
  return isDrawn(character, text.slice(Math.max(0, at - NEAR), at) + text.slice(at + character.length, at + NEAR));
}

/** No selector stands behind another. */
function isVariantNeeded(code: number, before: string, after: string): boolean {
  if (code < 0xfe0e) return code < 0xfe03 && WITH_VARIANT.test(before);
  return KEY_CAP.test(before) ? after === ENCLOSED : WITH_EMOJI_FORM.test(before);
}

function isDrawn(character: string, around: string): boolean {
  return DRAWN_FORMATS.some(([format, script]) => format.test(character) && script.test(around));
}

/** A flag of a region is a black flag, up to seven tags, and the tag that ends it. */
function isInFlag(text: string, at: number): boolean {
  const from = Math.max(0, at - 2 * LONGEST_FLAG - 2);
  const around = text.slice(from, at + 2 * LONGEST_FLAG + 2);
  for (const { 0: flag, index } of around.matchAll(
    /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,7}\u{e007f}/gu,
  )) {
    if (from + index <= at && at < from + index + flag.length) return true;
  }
  return false;
}
