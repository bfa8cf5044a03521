/** Blanks of other widths than a space's, and where a language needs one of them. */

/** Every one but the space, the tab and line ends; letters and signs that are drawn as one. */
export const ODD_BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufffc\u{13441}\u{13442}\u{1d159}]/gu;

const CJK = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\u3001-\u303f\uff01-\uff65]/u;
const NUMBER = /[\p{Nd}%‰°$€£¥₽₹]/u;
/** French puts one before these, and inside its quotes; Mongolian before an ending. */
const BEFORE = /[!?;:»›%‰€\p{scx=Mong}]/u;
const BEHIND = /[«‹\p{scx=Mong}]/u;
const OGHAM = /\p{scx=Ogam}/u;

/** Whether digits, French or the script around the blank at `at` need it. None does beside another one. */
export function isBlankNeeded(text: string, at: number, blank: string): boolean {
  const before = characterBefore(text, at);
  const after = String.fromCodePoint(text.codePointAt(at + blank.length) ?? 0);
  if (blank === '\u3000') return CJK.test(after) && (CJK.test(before) || before === '' || before === '\n');
  if (blank === '\u00a0' || blank === '\u202f')
    return NUMBER.test(before) || NUMBER.test(after) || BEFORE.test(after) || BEHIND.test(before);
  return blank === '\u1680' && OGHAM.test(before + after);
}

/** The character before `at`, from both its halves. */
export function characterBefore(text: string, at: number): string {
  const isLow = (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00;
  return at === 0 ? '' : text.slice(Math.max(0, at - (isLow ? 2 : 1)), at);
}
