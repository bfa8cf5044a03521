/** Cuts a template into text and tags as jinja2 does with `trim_blocks` and `lstrip_blocks`, and a tag into tokens. */

export interface Token {
  readonly type: 'name' | 'string' | 'number' | 'operator';
  readonly text: string;
}

export type Piece =
  | { readonly type: 'text' | 'comment'; readonly text: string }
  | { readonly type: 'tag' | 'print'; readonly tokens: readonly Token[]; readonly source: string };

const TOKEN =
  /\s+|(?<name>[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)|(?<number>0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)|(?<string>'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*")|(?<operator>\/\/|\*\*|==|!=|>=|<=|[-+~*/%()[\]{}<>=.,:|])/uy;
const CLOSING = { tag: /[-+]?%\}/y, print: /-?\}\}/y } as const;
const RAW = /\{%[-+]?\s*raw\s*-?%\}\n?([^]*?)\{%[-+]?\s*endraw\s*(-?)%\}\n?/y;

/** The pieces of a template, in order. Throws a SyntaxError where a tag has no end or a character no meaning. */
export function pieces(source: string): readonly Piece[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const found: Piece[] = [];
  let at = 0;
  let lineStarts = true;
  while (at < text.length) {
    const opening = nextOpening(text, at);
    const before = stripped(text.slice(at, opening), text.slice(opening, opening + 3), lineStarts);
    if (before !== '') found.push({ type: 'text', text: before });
    if (opening === text.length) break;
    const [piece, end] = pieceAt(text, opening);
    found.push(piece);
    lineStarts = text[end - 1] === '\n';
    at = end;
  }
  return found;
}

function nextOpening(text: string, from: number): number {
  const opening = /\{[{%#]/g;
  opening.lastIndex = from;
  return opening.exec(text)?.index ?? text.length;
}

/** The text in front of a tag, without the white space that the tag takes away. */
function stripped(text: string, opening: string, lineStarts: boolean): string {
  if (opening[2] === '-') return text.trimEnd();
  const isBlock = opening[1] === '%' || opening[1] === '#';
  if (!isBlock || opening[2] === '+') return text;
  const line = text.lastIndexOf('\n') + 1;
  return (line > 0 || lineStarts) && /^\s*$/.test(text.slice(line)) ? text.slice(0, line) : text;
}

function pieceAt(text: string, at: number): readonly [Piece, end: number] {
  if (text[at + 1] === '#') return commentAt(text, at);
  RAW.lastIndex = at;
  const raw = RAW.exec(text);
  if (raw) return [{ type: 'text', text: raw[1] ?? '' }, RAW.lastIndex];
  const type = text[at + 1] === '%' ? 'tag' : 'print';
  const sign = text[at + 2] === '-' || (type === 'tag' && text[at + 2] === '+') ? 1 : 0;
  const begin = at + 2 + sign;
  const [tokens, stop] = tokensUntil(text, begin, CLOSING[type]);
  const source = text.slice(begin, stop).trim();
  return [{ type, tokens, source }, afterClosing(text, stop, CLOSING[type])];
}

function commentAt(text: string, at: number): readonly [Piece, end: number] {
  const stop = text.indexOf('#}', at + 2);
  if (stop < 0) throw new SyntaxError('expected the end of a comment, found the end of the template');
  const begin = at + 2 + (text[at + 2] === '-' ? 1 : 0);
  const strips = text[stop - 1] === '-' && stop > begin;
  const comment = text.slice(begin, strips ? stop - 1 : stop);
  return [{ type: 'comment', text: comment }, strips ? skipSpace(text, stop + 2) : skipNewline(text, stop + 2)];
}

function tokensUntil(text: string, from: number, closing: RegExp): readonly [readonly Token[], stop: number] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = from; at < text.length; at = TOKEN.lastIndex) {
    closing.lastIndex = at;
    if (depth === 0 && closing.test(text)) return [tokens, at];
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new SyntaxError(`expected a token, found ${JSON.stringify(text.slice(at, at + 10))}`);
    const token = tokenOf(groups);
    if (token) tokens.push(token);
    if (token?.type === 'operator' && '([{'.includes(token.text)) depth++;
    if (token?.type === 'operator' && ')]}'.includes(token.text)) depth--;
  }
  throw new SyntaxError('expected the end of a tag, found the end of the template');
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | null {
  for (const type of ['name', 'number', 'string', 'operator'] as const) {
    const text = groups[type];
    if (text !== undefined) return { type, text: type === 'string' ? unescaped(text.slice(1, -1)) : text };
  }
  return null;
}

function afterClosing(text: string, stop: number, closing: RegExp): number {
  closing.lastIndex = stop;
  closing.test(text);
  if (text[stop] === '-') return skipSpace(text, closing.lastIndex);
  return closing === CLOSING.tag && text[stop] !== '+' ? skipNewline(text, closing.lastIndex) : closing.lastIndex;
}

function skipSpace(text: string, at: number): number {
  const space = /\s*/y;
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

function skipNewline(text: string, at: number): number {
  return text[at] === '\n' ? at + 1 : at;
}

const SIMPLE: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '\n': '' },
  ...{ "'": "'", '"': '"', '\\': '\\' },
};
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/gu;

/** What Python makes of the escapes in a string; one it does not know stays as it is. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole: string, x?: string, u?: string, wide?: string, octal?: string, one?: string) => {
    const hex = x ?? u ?? wide;
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return octal === undefined ? (SIMPLE[one ?? ''] ?? whole) : String.fromCodePoint(parseInt(octal, 8));
  });
}
