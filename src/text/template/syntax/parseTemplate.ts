/** A Jinja template as a tree: Jinja 2's grammar, whatever a renderer of chat templates can do with it. Runs nothing, and is linear. */
import { filterOf, parseExpression, parseTuple } from './parseExpression.ts';
import type { Body, Call, Expression, Filter, Parameter, Statement, Target } from './nodes.ts';
import { spanFrom, TokenReader } from './tokenReader.ts';
import { TemplateSyntaxError } from './syntaxError.ts';

/** Throws TemplateSyntaxError, with the place, where the source is no template or is nested too deep. */
export function parseTemplate(source: string): Body {
  const reader = new TokenReader(source);
  const body = parseBody(reader, []);
  reader.expect('end');
  return body;
}

/** Up to a tag that begins with one of `ends`, which is left; or to the end of the template. */
function parseBody(r: TokenReader, ends: readonly string[]): Body {
  return r.deeper(() => {
    const body: Statement[] = [];
    while (!r.is('end') && !(r.is('open', '{%') && r.following.kind === 'name' && ends.includes(r.following.text)))
      body.push(parsePart(r));
    return body;
  });
}

function parsePart(r: TokenReader): Statement {
  const { kind, text, start, end } = r.take();
  if (kind === 'text') return { kind: 'text', text, start, end };
  if (text === '{%') return parseTag(r, start);
  const value = parseTuple(r);
  r.expect('close', '}}');
  return { kind: 'output', value, ...spanFrom(r, { start }) };
}

type TagParser = (r: TokenReader, start: number) => Statement;

const TAGS: Readonly<Record<string, TagParser>> = {
  if: parseIf,
  for: parseFor,
  set: parseSet,
  macro: parseMacro,
  call: parseCall,
  filter: parseFilter,
  with: parseWith,
  do: (r, start) => closed(r, start, { kind: 'do', value: parseTuple(r) }),
  break: (r, start) => closed(r, start, { kind: 'break' }),
  continue: (r, start) => closed(r, start, { kind: 'continue' }),
  generation: (r, start) => {
    r.expect('close');
    const body = parseBody(r, ['endgeneration']);
    return closing(r, start, 'endgeneration', { kind: 'generation', body });
  },
};

/** A statement without the place, each kind for itself. */
type Placeless = Statement extends infer S ? (S extends Statement ? Omit<S, 'start' | 'end'> : never) : never;

function closed(r: TokenReader, start: number, statement: Placeless): Statement {
  r.expect('close', '%}');
  return { ...statement, ...spanFrom(r, { start }) };
}

/** At the tag that ends a block. */
function closing(r: TokenReader, start: number, keyword: string, statement: Placeless): Statement {
  if (!r.skip('open', '{%') || !r.skip('name', keyword))
    throw new TemplateSyntaxError(`expected {% ${keyword} %}, found the end of the template`, start);
  return closed(r, start, statement);
}

/** Tags that read other templates. */
const FOREIGN: ReadonlySet<string> = new Set(['include', 'import', 'from', 'extends']);

function parseTag(r: TokenReader, start: number): Statement {
  const { text: keyword, start: at } = r.expect('name');
  const parse = Object.hasOwn(TAGS, keyword) ? TAGS[keyword] : undefined;
  if (parse) return parse(r, start);
  if (!FOREIGN.has(keyword))
    throw new TemplateSyntaxError(`expected a tag that is known and fits here, found {% ${keyword} %}`, at);
  while (!r.is('close') && !r.is('end')) r.take();
  return closed(r, start, { kind: 'foreign', keyword });
}

function parseIf(r: TokenReader, start: number): Statement {
  const branches: (readonly [Expression, Body])[] = [];
  let otherwise: Body = [];
  do {
    const test = parseTuple(r, false);
    r.expect('close', '%}');
    branches.push([test, parseBody(r, ['elif', 'else', 'endif'])]);
  } while (skipTag(r, 'elif'));
  if (skipTag(r, 'else')) {
    r.expect('close', '%}');
    otherwise = parseBody(r, ['endif']);
  }
  return closing(r, start, 'endif', { kind: 'if', branches, otherwise });
}

function skipTag(r: TokenReader, keyword: string): boolean {
  if (!r.is('open', '{%') || r.following.text !== keyword) return false;
  r.take();
  r.take();
  return true;
}

function parseFor(r: TokenReader, start: number): Statement {
  const target = parseTarget(r, false);
  r.expect('name', 'in');
  const items = parseTuple(r, false);
  const test = r.skip('name', 'if') ? parseExpression(r) : null;
  const recursive = r.skip('name', 'recursive');
  r.expect('close', '%}');
  const body = parseBody(r, ['else', 'endfor']);
  let otherwise: Body = [];
  if (skipTag(r, 'else')) {
    r.expect('close', '%}');
    otherwise = parseBody(r, ['endfor']);
  }
  return closing(r, start, 'endfor', { kind: 'for', target, items, test, recursive, body, otherwise });
}

/** `a`, `a, b`, `(a, b)`; `namespace.a` where `members` says so. */
function parseTarget(r: TokenReader, members = true): Target {
  const { start } = r.token;
  const items = [parseTargetItem(r, members)];
  while (r.skip('operator', ',') && !r.isName('in') && !r.isOperator('=')) items.push(parseTargetItem(r, members));
  const [only] = items;
  return items.length === 1 && only ? only : { kind: 'targets', items, ...spanFrom(r, { start }) };
}

function parseTargetItem(r: TokenReader, members = true): Target {
  if (r.skip('operator', '(')) {
    const inner = r.deeper(() => parseTarget(r, members));
    r.expect('operator', ')');
    return inner;
  }
  const { text: name, start, end } = r.expect('name');
  if (!members || !r.skip('operator', '.')) return { kind: 'name', name, start, end };
  const { text: member } = r.expect('name');
  return { kind: 'member', object: { kind: 'name', name, start, end }, name: member, ...spanFrom(r, { start }) };
}

function parseSet(r: TokenReader, start: number): Statement {
  const target = parseTarget(r);
  if (r.skip('operator', '=')) return closed(r, start, { kind: 'set', target, value: parseTuple(r) });
  const filters = r.skip('operator', '|') ? parseFilters(r) : [];
  r.expect('close', '%}');
  const body = parseBody(r, ['endset']);
  return closing(r, start, 'endset', { kind: 'set-block', target, filters, body });
}

/** `upper | replace('a', 'b')`, from the first to the last that is applied. */
function parseFilters(r: TokenReader): readonly Filter[] {
  const filters = [filterOf(r, null)];
  while (r.skip('operator', '|')) filters.push(filterOf(r, null));
  return filters;
}

function parseMacro(r: TokenReader, start: number): Statement {
  const { text: name } = r.expect('name');
  const parameters = parseParameters(r);
  r.expect('close', '%}');
  const body = parseBody(r, ['endmacro']);
  return closing(r, start, 'endmacro', { kind: 'macro', name, parameters, body });
}

function parseParameters(r: TokenReader): readonly Parameter[] {
  const parameters: Parameter[] = [];
  r.expect('operator', '(');
  while (!r.isOperator(')')) {
    const { text: name } = r.expect('name');
    parameters.push({ name, otherwise: r.skip('operator', '=') ? parseExpression(r) : null });
    if (!r.skip('operator', ',')) break;
  }
  r.expect('operator', ')');
  return parameters;
}

function parseCall(r: TokenReader, start: number): Statement {
  const parameters = r.isOperator('(') ? parseParameters(r) : [];
  const call = parseExpression(r);
  if (call.kind !== 'call') throw new TemplateSyntaxError('expected a call in {% call %}, found none', call.start);
  r.expect('close', '%}');
  const body = parseBody(r, ['endcall']);
  return closing(r, start, 'endcall', { kind: 'call-block', parameters, call: call satisfies Call, body });
}

function parseFilter(r: TokenReader, start: number): Statement {
  const filters = parseFilters(r);
  r.expect('close', '%}');
  const body = parseBody(r, ['endfilter']);
  return closing(r, start, 'endfilter', { kind: 'filter-block', filters, body });
}

function parseWith(r: TokenReader, start: number): Statement {
  const bindings: (readonly [Target, Expression])[] = [];
  while (!r.is('close')) {
    const target = parseTargetItem(r);
    r.expect('operator', '=');
    bindings.push([target, parseExpression(r)]);
    if (!r.skip('operator', ',')) break;
  }
  r.expect('close', '%}');
  const body = parseBody(r, ['endwith']);
  return closing(r, start, 'endwith', { kind: 'with', bindings, body });
}
