import type { Literal, Name, Span } from './nodes.ts';
import type { TokenReader } from './tokenReader.ts';

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** A string, a number or a name, which the next token is. */
export function parseAtom(r: TokenReader): Literal | Name {
  if (r.is('string')) return parseStrings(r);
  const { kind, text, start } = r.take();
  const end = r.end();
  if (kind === 'number') return numberAt(text, { start, end });
  const constant = CONSTANTS.get(text);
  return constant === undefined
    ? { kind: 'name', name: text, start, end }
    : { kind: 'literal', value: constant, start, end };
}

/** Strings side by side are one. */
function parseStrings(r: TokenReader): Literal {
  const { start } = r.token;
  const parts: string[] = [];
  while (r.is('string')) parts.push(r.take().text);
  return { kind: 'literal', value: parts.join(''), start, end: r.end() };
}

function numberAt(text: string, span: Span): Literal {
  const value = Number(text.replaceAll('_', ''));
  const isFloat = /[.e]/i.test(text) && !/^0x/i.test(text);
  return { kind: 'literal', value, ...(isFloat && { isFloat }), ...span };
}
