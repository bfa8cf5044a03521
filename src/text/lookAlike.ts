/** When two tokens are drawn alike, or one of them is not drawn at all. */

/** Letters that are drawn like an ASCII letter: of Cyrillic, Greek, Armenian, Cherokee and Latin itself (UTS 39, confusables.txt). */
const DRAWN_AS: readonly (readonly [ascii: string, alike: string])[] = [
  ['a', 'аɑα'],
  ['b', 'Ьƅ'],
  ['c', 'сϲᴄ'],
  ['d', 'ԁժ'],
  ['e', 'еҽ'],
  ['g', 'ɡց'],
  ['h', 'һհ'],
  ['i', 'іıɩιӏ'],
  ['j', 'јϳ'],
  ['k', 'κкᴋ'],
  ['l', 'ⅼǀاן'],
  ['m', 'мᴍ'],
  ['n', 'ոп'],
  ['o', 'оοօσ'],
  ['p', 'рρ'],
  ['q', 'ԛզ'],
  ['r', 'гᴦ'],
  ['s', 'ѕꜱ'],
  ['t', 'тτᴛ'],
  ['u', 'υսʋ'],
  ['v', 'ѵνᴠ'],
  ['w', 'ԝѡᴡ'],
  ['x', 'хχ'],
  ['y', 'уүγ'],
  ['z', 'ᴢ'],
  ['A', 'АΑᎪ'],
  ['B', 'ВΒᏴ'],
  ['C', 'СϹᏟ'],
  ['D', 'Ꭰ'],
  ['E', 'ЕΕᎬ'],
  ['H', 'НΗᎻ'],
  ['I', 'ІΙ'],
  ['J', 'ЈᎫ'],
  ['K', 'КΚᏦ'],
  ['L', 'Ꮮ'],
  ['M', 'МΜᎷ'],
  ['N', 'Ν'],
  ['O', 'ОΟՕ'],
  ['P', 'РΡᏢ'],
  ['S', 'ЅՏᏚ'],
  ['T', 'ТΤᎢ'],
  ['V', 'ѴᏙ'],
  ['W', 'ԜᎳ'],
  ['X', 'ХΧ'],
  ['Y', 'ҮΥ'],
  ['Z', 'ΖᏃ'],
  ['_', '▁ˍ'],
  ['|', '｜∣ǀ│❘⏐'],
  ['<', '‹〈⟨˂ᐸ'],
  ['>', '›〉⟩˃ᐳ'],
  ['/', '⁄∕╱'],
  ['-', '‐‑‒–−﹣'],
];
const ASCII_OF: ReadonlyMap<string, string> = new Map(
  DRAWN_AS.flatMap(([ascii, alike]) => Array.from(alike, (char) => [char, ascii] as const)),
);

/** Characters that are not drawn: formats, fillers, variation selectors, tags, and soft hyphens. */
const UNDRAWN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const PLAIN_ASCII = /^[ -~]*$/;

/** True where the text holds a character that is not drawn. */
export function hidesCharacters(text: string): boolean {
  return !PLAIN_ASCII.test(text) && text.search(UNDRAWN) >= 0;
}

/** `text` as it looks: compatibility forms and letters of other scripts as the ASCII they are drawn like, without what is not drawn. */
export function drawnAs(text: string): string {
  if (PLAIN_ASCII.test(text)) return text.trim() === '' ? text : text.trim();
  const shown = Array.from(text, (char) => ASCII_OF.get(char) ?? char).join('');
  const drawn = Array.from(shown.normalize('NFKC'), (char) => ASCII_OF.get(char) ?? char).join('');
  const bare = drawn.replace(UNDRAWN, '');
  return bare.trim() === '' ? bare : bare.trim();
}

const LATIN = /\p{Script=Latin}/u;
const ALIKE_SCRIPTS =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u;

/** True where letters of Latin stand beside letters of a script that is drawn like it. */
export function mixesScripts(text: string): boolean {
  return !PLAIN_ASCII.test(text) && LATIN.test(text) && ALIKE_SCRIPTS.test(text);
}

/** One text for all that are easily taken for each other: in another case, with 1 or l for i, 0 for o, rn for m, a dash for a bar. */
export function easilyTakenFor(text: string): string {
  return text.toLowerCase().replace(/[1l]/g, 'i').replace(/0/g, 'o').replace(/rn/g, 'm').replace(/-/g, '_');
}
