/** Characters that terminals draw in two columns; marks that they draw over the one before take none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/gu;
const OVER = /[\p{Mn}\p{Me}]/gu;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  const characters = Array.from(text).length;
  return characters + (text.match(WIDE)?.length ?? 0) - (text.match(OVER)?.length ?? 0);
}
