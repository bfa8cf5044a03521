/**
 * Text that a CI runner would take for a command, made into text that it shows. GitHub's runner obeys `::name` at the beginning of a
 * line, after any white space, and `##[name]` anywhere in one (actions/runner, ActionCommand.cs); Azure's obeys `##vso[`, TeamCity's
 * `##teamcity[`. The last character of each is written as `\uXXXX`, which means the same inside a JSON string.
 */
const LINE_COMMAND = /(?<![^\n\r])((?:[^\S\n\r]|\u0085)*:):/g;
const BRACKET_COMMAND = /(##(?:vso|teamcity)?)\[/gi;

/** Characters of a line that a command could begin in: longer than any name above. */
const TAIL_LENGTH = 32;

/** `text` without anything that a runner would obey. */
export function inert(text: string): string {
  return withoutBrackets(text).replaceAll(LINE_COMMAND, String.raw`$1\u003a`);
}

/** `text` without `##[` and its like: for a line whose beginning is a command on purpose. */
export function withoutBrackets(text: string): string {
  return text.replaceAll(BRACKET_COMMAND, String.raw`$1\u005b`);
}

/** As {@link inert}, for text that comes in pieces: a command whose characters are in two of them is none either. */
export class InertStream {
  /** The end of the line that was begun, as far as a command could have begun in it. */
  #tail = '';

  pass(piece: string): string {
    const whole = inert(this.#tail + piece);
    const written = whole.slice(this.#tail.length);
    this.#tail = tailOf(whole);
    return written;
  }
}

/** White space before a line's text is one space, and a long line is known by its end: what is kept stays short. */
function tailOf(text: string): string {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  if (/^(?:\s|\u0085)*:?$/.test(line)) return line.endsWith(':') ? ':' : line.slice(0, 1);
  return line.length > TAIL_LENGTH ? `x${line.slice(-TAIL_LENGTH)}` : line;
}
