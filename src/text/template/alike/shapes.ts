/** What a word is drawn like. */
import { CONFUSABLE, STROKED } from './confusables.ts';

/** In the letters of ASCII as far as they are drawn like them, with the marks that stand on them. */
export function drawnLike(word: string): string {
  return replaced(replaced(word).normalize('NFKC'));
}

function replaced(text: string): string {
  return Array.from(text, (character) => CONFUSABLE.get(character) ?? ENCLOSED.get(character) ?? character).join('');
}

/** Letters in brackets, and in black circles and squares, of which NFKC makes no letter alone. */
const ENCLOSED: ReadonlyMap<string, string> = new Map(
  [0x249c, 0x1f110, 0x1f150, 0x1f170].flatMap((first) =>
    Array.from({ length: 26 }, (_, i) => [String.fromCodePoint(first + i), String.fromCharCode(97 + i)] as const),
  ),
);

/** As {@link drawnLike}, without marks and strokes. */
export function withoutAccents(word: string): string {
  const bare = drawnLike(word.normalize('NFKD').replace(/\p{M}/gu, ''));
  return Array.from(bare, (letter) => STROKED.get(letter.toLowerCase()) ?? letter).join('');
}

/** One text for all that are easily taken for each other in small letters and capitals. */
export function shapeOf(ascii: string): string {
  return ascii
    .toLowerCase()
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl/g, 'd')
    .replace(/[l1|!]/g, 'i')
    .replace(/0/g, 'o')
    .replace(/[-.]/g, '_');
}
