/**
 * Tokens of a Jinja template, as `jinja2.lexer` gives them with `trim_blocks` and `lstrip_blocks`, which is how readers of chat templates set it.
 * Linear in the source.
 */
import type { Span } from './nodes.ts';
import { TemplateSyntaxError } from './syntaxError.ts';
import { unescaped, withLineFeeds } from './unescaped.ts';

export interface Token extends Span {
  /**
   * `text` between tags; `open` and `close` of a tag, of which `text` is `{{`, `{%`, `}}` or `%}`; inside, a `name`, a `string` (its value), a `number` or
   * an `operator`; `end` of the source.
   */
  readonly kind: 'text' | 'open' | 'close' | 'name' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
}

/** The longest first. */
const OPERATORS = /\*\*|\/\/|==|!=|>=|<=|[-+*/%~<>=.:|,;()[\]{}]/y;
const NAME = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const NUMBER =
  /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|(?:[1-9](?:_?\d)*|0(?:_?0)*)(?:\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|[eE][-+]?\d(?:_?\d)*)?/y;
const DIGITS = /\d+/y;
const BLANKS = /\s+/y;
const RAW = /[-+]?\s*raw\s*([-+]?)%\}/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The tag that is being read. */
interface OpenTag {
  readonly open: number;
  readonly close: '}}' | '%}';
  /** What closes the brackets that are open, the innermost last. */
  readonly pending: string[];
}

/** Which blanks before a tag are trimmed: all, those between the beginning of a line and the tag, or none. */
type Blanks = 'all' | 'line' | 'none';

/** One token after the other: a list of them all would be larger than the tree. */
export class Lexer {
  readonly #source: string;
  /** Read, and not taken yet. */
  readonly #ready: Token[] = [];
  #last: Token | null = null;
  #at = 0;
  #tag: OpenTag | null = null;
  /** What the tag before does to the blanks of the text behind it. */
  #trim: 'all' | 'newline' | 'none' = 'none';

  constructor(source: string) {
    this.#source = source;
  }

  /** The next token; behind the last one `end`, however often. Throws TemplateSyntaxError where there is none. */
  next(): Token {
    for (;;) {
      const token = this.#ready.shift();
      if (token) return token;
      if (this.#tag) this.#inTag(this.#tag);
      else if (this.#at < this.#source.length) this.#textAndTag();
      else this.#push('end', '', this.#source.length, this.#source.length);
    }
  }

  #push(kind: Token['kind'], text: string, start: number, end: number): void {
    this.#last = { kind, text, start, end };
    this.#ready.push(this.#last);
  }

  /** The text up to the next tag, and where that opens. */
  #textAndTag(): void {
    const begin = this.#at;
    const open = this.#nextTag(begin);
    const sign = open < 0 ? '' : this.#source[open + 2];
    const isOutput = this.#source[open + 1] === '{';
    this.#text(begin, open, sign === '-' ? 'all' : isOutput || sign === '+' ? 'none' : 'line');
    if (open < 0) return;
    if (this.#source[open + 1] === '#') this.#comment(open);
    else if (!isOutput && this.#raw(open)) return;
    else this.#open(open, sign === '-' || sign === '+' ? 3 : 2);
  }

  /** Where the next `{{`, `{%` or `{#` stands, or −1. */
  #nextTag(from: number): number {
    for (let at = this.#source.indexOf('{', from); at >= 0; at = this.#source.indexOf('{', at + 1)) {
      const next = this.#source[at + 1];
      if (next === '{' || next === '%' || next === '#') return at;
    }
    return -1;
  }

  #text(begin: number, open: number, before: Blanks): void {
    const end = open < 0 ? this.#source.length : open;
    this.#at = end;
    let text = this.#trimmed(begin, end, open < 0 ? 'none' : before);
    // The newline at the very end of a template is not part of it.
    if (open < 0 && text.endsWith('\n')) text = text.slice(0, -1);
    if (text !== '') this.#push('text', text, begin, end);
  }

  /** Text as it is printed: line ends are \n, blanks are trimmed as the tags around it say. */
  #trimmed(begin: number, end: number, before: Blanks): string {
    const text = withLineFeeds(this.#source.slice(begin, end));
    const cutsLine = this.#trim === 'newline' && text.startsWith('\n');
    const rest = this.#trim === 'all' ? text.trimStart() : text.slice(cutsLine ? 1 : 0);
    if (before === 'all') return rest.trimEnd();
    return before === 'line' ? withoutIndent(rest, begin === 0 || cutsLine) : rest;
  }

  #comment(open: number): void {
    const close = this.#source.indexOf('#}', open + 2);
    if (close < 0) throw new TemplateSyntaxError('expected the end of a comment, "#}", found none', open);
    const sign = this.#source[close - 1];
    this.#trim = close > open + 2 && sign === '-' ? 'all' : close > open + 2 && sign === '+' ? 'none' : 'newline';
    this.#at = close + 2;
  }

  /** `{% raw %}…{% endraw %}`: text, whatever is in it. */
  #raw(open: number): boolean {
    RAW.lastIndex = open + 2;
    const begin = RAW.exec(this.#source);
    if (!begin) return false;
    END_RAW.lastIndex = RAW.lastIndex;
    const end = END_RAW.exec(this.#source);
    if (!end) throw new TemplateSyntaxError('expected the end of a raw block, found none', open);
    this.#trim = begin[1] === '-' ? 'all' : 'none';
    const from = open + 2 + begin[0].length;
    const before = end[1] === '-' ? 'all' : end[1] === '+' ? 'none' : 'line';
    const text = this.#trimmed(from, end.index, before);
    if (text !== '') this.#push('text', text, from, end.index);
    this.#trim = trimOf(end[2] ?? '');
    this.#at = end.index + end[0].length;
    return true;
  }

  #open(open: number, width: number): void {
    const isOutput = this.#source[open + 1] === '{';
    this.#tag = { open, close: isOutput ? '}}' : '%}', pending: [] };
    this.#push('open', isOutput ? '{{' : '{%', open, open + width);
    this.#at = open + width;
  }

  /** The next token of a tag, or its end. */
  #inTag({ open, close, pending }: OpenTag): void {
    this.#skipBlanks();
    if (this.#at >= this.#source.length)
      throw new TemplateSyntaxError(`expected the end of the tag, "${close}", found the end of the template`, open);
    if (pending.length === 0 && this.#close(close)) this.#tag = null;
    else this.#inside(pending);
  }

  /** Whether the tag ends here; what its sign does to the text behind it. */
  #close(close: string): boolean {
    const start = this.#at;
    const sign = this.#source[start] === '-' || this.#source[start] === '+' ? this.#source[start] : '';
    if (!this.#source.startsWith(close, start + sign.length) || (sign === '+' && close === '}}')) return false;
    this.#at = start + sign.length + close.length;
    this.#push('close', close, start, this.#at);
    this.#trim = sign === '-' ? 'all' : sign === '+' || close === '}}' ? 'none' : 'newline';
    return true;
  }

  #skipBlanks(): void {
    if (this.#source.charCodeAt(this.#at) === SPACE) this.#at++;
    const code = this.#source.charCodeAt(this.#at);
    // Whatever else is printed in ASCII is no blank.
    if (code > SPACE && code < DELETE) return;
    BLANKS.lastIndex = this.#at;
    if (BLANKS.test(this.#source)) this.#at = BLANKS.lastIndex;
  }

  /** One token inside a tag. `pending`: brackets that are open. */
  #inside(pending: string[]): void {
    const start = this.#at;
    const first = this.#source[start];
    if (first === '"' || first === "'") this.#string(first);
    else if (this.#name() || this.#number()) return;
    else if (this.#match(OPERATORS, 'operator')) this.#bracket(pending, start);
    else throw new TemplateSyntaxError(`expected an expression, found ${JSON.stringify(first)}`, start);
  }

  /** One of ASCII alone is read without the pattern, which is slow. */
  #name(): boolean {
    const start = this.#at;
    let end = start;
    while (isWordCode(this.#source.charCodeAt(end))) end++;
    const isOther = this.#source.charCodeAt(end) >= DELETE;
    if (isOther || isDigitCode(this.#source.charCodeAt(start))) return isOther && this.#match(NAME, 'name');
    if (end === start) return false;
    this.#push('name', this.#source.slice(start, end), start, end);
    this.#at = end;
    return true;
  }

  #number(): boolean {
    if (!isDigitCode(this.#source.charCodeAt(this.#at))) return false;
    return this.#match(this.#isIndex() ? DIGITS : NUMBER, 'number');
  }

  /** `items.0`: no fraction. */
  #isIndex(): boolean {
    return this.#last?.text === '.';
  }

  #bracket(pending: string[], start: number): void {
    const operator = this.#last?.text ?? '';
    const closer = CLOSER[operator];
    if (closer !== undefined) pending.push(closer);
    else if ((operator === ')' || operator === ']' || operator === '}') && pending.pop() !== operator)
      throw new TemplateSyntaxError(`expected no "${operator}" that closes nothing, found one`, start);
  }

  #match(pattern: RegExp, kind: Token['kind']): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (!found) return false;
    this.#push(kind, found[0], this.#at, pattern.lastIndex);
    this.#at = pattern.lastIndex;
    return true;
  }

  #string(quote: string): void {
    const start = this.#at;
    let at = start + 1;
    while (at < this.#source.length && this.#source[at] !== quote) at += this.#source[at] === '\\' ? 2 : 1;
    if (at >= this.#source.length) throw new TemplateSyntaxError('expected the end of a string, found none', start);
    this.#push('string', unescaped(this.#source.slice(start + 1, at), start + 1), start, at + 1);
    this.#at = at + 1;
  }
}

const SPACE = 0x20;
const DELETE = 0x7f;

function isWordCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || isDigitCode(code);
}

function isDigitCode(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Blanks between the beginning of a line and a tag are cut. */
function withoutIndent(text: string, startsLine: boolean): string {
  const line = text.lastIndexOf('\n') + 1;
  return (line > 0 || startsLine) && text.slice(line).trim() === '' ? text.slice(0, line) : text;
}

function trimOf(sign: string): 'all' | 'newline' | 'none' {
  if (sign === '-') return 'all';
  return sign === '+' ? 'none' : 'newline';
}
