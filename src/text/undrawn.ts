/** Characters that are not drawn, and where a script or an emoji needs one of them. */

/** Every one: what needs it is asked of each. */
export const UNDRAWN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029]/gu;

/** Letters and marks of scripts that join or part their letters with characters that are not drawn. */
const JOINING =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Thai}\p{scx=Laoo}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Tfng}]/u;
const RIGHT_TO_LEFT = /[\p{scx=Hebr}\p{scx=Arab}\p{scx=Syrc}\p{scx=Thaa}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Samr}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\ufe0f/u;
/** Digits and two signs are emoji inside a key cap alone. */
const KEY_CAP = /[0-9#*]/;
const ENCLOSED = '\u20e3';
const IDEOGRAPH = /[\p{scx=Han}\p{scx=Mong}\p{scx=Phag}\p{Sm}\p{So}]/u;
const TAG = /[\u{e0020}-\u{e007f}]/u;
/** Letters of a flag's region, and the tag that ends it. */
const LONGEST_FLAG = 8;

/** Formats of Arabic, Syriac, Kaithi and Khmer. */
const DRAWN_FORMATS: ReadonlySet<number> = new Set([
  0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06dd, 0x070f, 0x0890, 0x0891, 0x08e2, 0x17b4, 0x17b5, 0x110bd,
  0x110cd,
]);

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
  if ((code === 0xfe0e || code === 0xfe0f) && KEY_CAP.test(before)) return after === ENCLOSED;
  if (code === 0xfe0e || code === 0xfe0f) return /[\p{Emoji}\p{Sm}\p{So}\p{scx=Han}]/u.test(before);
  if ((code >= 0xfe00 && code < 0xfe0e) || (code >= 0xe0100 && code <= 0xe01ef)) return IDEOGRAPH.test(before);
  if (TAG.test(character)) return isInFlag(text, at);
  if (code >= 0x180b && code <= 0x180f) return /\p{scx=Mong}/u.test(before);
  if (code === 0x034f) return /[\p{M}\p{scx=Hebr}]/u.test(before + after);
  if (code === 0x115f || code === 0x1160) return /\p{scx=Hang}/u.test(before + after);
  // Marks of numbers, verses and abbreviations are drawn, though Unicode counts them as formats.
  return DRAWN_FORMATS.has(code);
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return at === 0 ? '' : text.slice(at - (isLow ? 2 : 1), at);
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
