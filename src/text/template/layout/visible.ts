/** Text of a template as a reviewer sees it: whatever is not drawn is written as an escape. */
import { printable } from '../../../core/printable.ts';
import { UNDRAWN } from '../../undrawn.ts';

/** Blanks other than the space, and signs of the width of one. */
const BLANKS = /[^\S ]|\u2800/gu;

/** Uncut. */
export function visible(text: string): string {
  return printable(text, Infinity).replace(UNDRAWN, escaped).replace(BLANKS, escaped);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A string as a literal of the template: quoted, with its blanks as escapes. */
export function literalText(text: string): string {
  return `'${visible(text.replace(/[\\'\n\r\t]/g, (character) => ESCAPES[character] ?? character))}'`;
}

/** A slice of a source on one line, of so many characters at most. */
export function oneLine(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .trim()
    .replace(/\s+/g, ' ');
  return line.length > most || text.length > 4 * most ? `${visible(line.slice(0, most))}…` : visible(line);
}
