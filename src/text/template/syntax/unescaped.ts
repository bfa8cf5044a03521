/** What is written in a template as it is meant: line ends, and escapes of strings. */
import { replaceEach } from './replaceEach.ts';
import { TemplateSyntaxError } from './syntaxError.ts';

/** Line ends are \n. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(\r\n|[\s\S]))/g;

/** A string's value: escapes as Python has them. `at` is where it stands. */
export function unescaped(text: string, at: number): string {
  const lines = withLineFeeds(text);
  if (!lines.includes('\\')) return lines;
  return replaceEach(lines, ESCAPE, ([whole, octal, x, u, wide, one]) => {
    const digits = x ?? u ?? wide;
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    if (digits !== undefined) return codePoint(parseInt(digits, 16), at);
    if (one === 'x' || one === 'u' || one === 'U' || one === 'N')
      throw new TemplateSyntaxError(`expected an escape of a character, found "${whole}"`, at);
    return one === '\r\n' ? '' : (ESCAPES[one ?? ''] ?? whole);
  });
}

function codePoint(code: number, at: number): string {
  if (code > 0x10ffff) throw new TemplateSyntaxError('expected a character up to U+10FFFF, found one beyond', at);
  return String.fromCodePoint(code);
}
