import { UNSAFE } from './printable.ts';

const PLAIN = /^[\w./:@%+,-][\w./:@%+,=-]*$/;

/**
 * A path or another word as one word of a POSIX shell, to be pasted: what a terminal or a CI runner would obey is escaped inside
 * `$'…'` (POSIX.1-2024, and every shell with that name before it), and a name that begins with a dash is no flag.
 */
export function shellQuote(text: string): string {
  const word = text.startsWith('-') ? `./${text}` : text;
  if (PLAIN.test(word)) return word;
  if (word.search(UNSAFE) < 0 && !word.includes('##')) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${word
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll('##', String.raw`#\043`)
    .replaceAll(UNSAFE, octal)}'`;
}

/** Three digits a byte: the character after it cannot be taken for a fourth. */
function octal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
