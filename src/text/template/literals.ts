/** The texts that a template shows somebody or compares with: its source, and what literals with escapes stand for. */
import { Lexer } from './syntax/lexer.ts';
import { replaceEach } from './syntax/replaceEach.ts';
import { TemplateSyntaxError } from './syntax/syntaxError.ts';

export interface ShownText {
  readonly text: string;
  /** Where it begins in the source. */
  readonly at: number;
  /** True of a literal: its characters have no place of their own in the source. */
  readonly isDecoded: boolean;
}

/** Escapes by number, as Python has them: `\x41`, `\u0041`, `\U00000041`, `\101`. A backslash before another is no escape's. */
const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(0010[\da-fA-F]{4}|000[\da-fA-F]{5})|[\s\S])/g;

/** The literals of a template as they are written, or the whole source where it has no literals that could be told apart. */
export function literalsOf(source: string): readonly { readonly text: string; readonly at: number }[] {
  if (!source.includes('\\')) return [];
  try {
    return stringsOf(source);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return [{ text: source, at: 0 }];
  }
}

function stringsOf(source: string): readonly { readonly text: string; readonly at: number }[] {
  const lexer = new Lexer(source);
  const strings = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next())
    if (token.kind === 'string') strings.push({ text: source.slice(token.start + 1, token.end - 1), at: token.start });
  return strings;
}

export function shownTexts(source: string): readonly ShownText[] {
  const decoded = literalsOf(source).map(({ text, at }) => ({ text: unescaped(text), at, isDecoded: true, raw: text }));
  return [{ text: source, at: 0, isDecoded: false }, ...decoded.filter(({ text, raw }) => text !== raw)];
}

/** The first escape by number of a character that `is` holds for, as it is written. */
export function firstEscape(literal: string, is: (character: string) => boolean): string | undefined {
  for (const match of literal.matchAll(ESCAPE)) {
    const character = characterOf(match);
    if (character !== null && is(character)) return match[0];
  }
  return undefined;
}

/** Escapes by letter stay as they are: a tab and a line end are what everybody takes them for. */
function unescaped(literal: string): string {
  return replaceEach(literal, ESCAPE, (match) => characterOf(match) ?? match[0]);
}

function characterOf([, octal, byte, short, long]: readonly (string | undefined)[]): string | null {
  if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
  const digits = byte ?? short ?? long;
  return digits === undefined ? null : String.fromCodePoint(parseInt(digits, 16));
}
