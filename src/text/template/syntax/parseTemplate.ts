/** A Jinja template as a tree: Jinja 2's grammar, whatever a renderer of chat templates can do with it. Runs nothing, and is linear. */
import { filterOf, parseExpression, parseTuple } from './parseExpression.ts';
import { fitted } from './fitted.ts';
import type { Body, Call, Expression, Filter, Name, Parameter, Statement, Target } from './nodes.ts';
import { TokenReader } from './tokenReader.ts';
import { TemplateSyntaxError } from './syntaxError.ts';

/**
 * Throws TemplateSyntaxError, with the place, where the source is no template or is nested too deep; TooManyNodes where it has more than
 * `mostNodes`.
 */
export function parseTemplate(source: string, mostNodes = Infinity): Body {
  const reader = new TokenReader(source, mostNodes);
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
    return fitted(body);
  });
}

function parsePart(r: TokenReader): Statement {
  const { kind, text, start } = r.take();
  if (kind === 'text') return { kind: 'text', text, start, end: r.end() };
  if (text === '{%') return parseTag(r, start);
  const value = parseTuple(r);
  r.expect('close', '}}');
  return { kind: 'output', value, start, end: r.end() };
}

const NO_BODY: Body = [];

type TagParser = (r: TokenReader, start: number) => Statement;

const TAGS: Readonly<Record<string, TagParser>> = {
  if: parseIf,
  for: parseFor,
  set: parseSet,
  macro: parseMacro,
  call: parseCall,
  filter: parseFilter,
  with: parseWith,
  do: (r, start) => ({ kind: 'do', value: parseTuple(r), start, end: closed(r) }),
  break: (r, start) => ({ kind: 'break', start, end: closed(r) }),
  continue: (r, start) => ({ kind: 'continue', start, end: closed(r) }),
  generation: (r, start) => {
    r.expect('close');
    const body = parseBody(r, ['endgeneration']);
    return { kind: 'generation', body, start, end: closing(r, start, 'endgeneration') };
  },
};

/** Where the tag ends, and with it what it says. */
function closed(r: TokenReader): number {
  r.expect('close', '%}');
  return r.end();
}

/** As {@link closed}, at the tag that ends a block. */
function closing(r: TokenReader, start: number, keyword: string): number {
  if (!r.skip('open', '{%') || !r.skip('name', keyword))
    throw new TemplateSyntaxError(`expected {% ${keyword} %}, found the end of the template`, start);
  return closed(r);
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
  return { kind: 'foreign', keyword, start, end: closed(r) };
}

function parseIf(r: TokenReader, start: number): Statement {
  const branches: (readonly [Expression, Body])[] = [];
  let otherwise: Body = NO_BODY;
  do {
    const test = parseTuple(r, false);
    r.expect('close', '%}');
    branches.push([test, parseBody(r, ['elif', 'else', 'endif'])]);
  } while (skipTag(r, 'elif'));
  if (skipTag(r, 'else')) {
    r.expect('close', '%}');
    otherwise = parseBody(r, ['endif']);
  }
  return { kind: 'if', branches: fitted(branches), otherwise, start, end: closing(r, start, 'endif') };
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
  let otherwise: Body = NO_BODY;
  if (skipTag(r, 'else')) {
    r.expect('close', '%}');
    otherwise = parseBody(r, ['endfor']);
  }
  return { kind: 'for', target, items, test, recursive, body, otherwise, start, end: closing(r, start, 'endfor') };
}

/** `a`, `a, b`, `(a, b)`; `namespace.a` where `members` says so. */
function parseTarget(r: TokenReader, members = true): Target {
  const { start } = r.token;
  const items = [parseTargetItem(r, members)];
  while (r.skip('operator', ',') && !r.isName('in') && !r.isOperator('=')) items.push(parseTargetItem(r, members));
  const [only] = items;
  return items.length === 1 && only ? only : { kind: 'targets', items, start, end: r.end() };
}

function parseTargetItem(r: TokenReader, members = true): Target {
  if (r.skip('operator', '(')) {
    const inner = r.deeper(() => parseTarget(r, members));
    r.expect('operator', ')');
    return inner;
  }
  const { text, start } = r.expect('name');
  const name: Name = { kind: 'name', name: text, start, end: r.end() };
  if (!members || !r.skip('operator', '.')) return name;
  const { text: member } = r.expect('name');
  return { kind: 'member', object: name, name: member, start, end: r.end() };
}

function parseSet(r: TokenReader, start: number): Statement {
  const target = parseTarget(r);
  if (r.skip('operator', '=')) return { kind: 'set', target, value: parseTuple(r), start, end: closed(r) };
  const filters = r.skip('operator', '|') ? parseFilters(r) : [];
  r.expect('close', '%}');
  const body = parseBody(r, ['endset']);
  return { kind: 'set-block', target, filters, body, start, end: closing(r, start, 'endset') };
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
  return { kind: 'macro', name, parameters, body, start, end: closing(r, start, 'endmacro') };
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
  return fitted(parameters);
}

function parseCall(r: TokenReader, start: number): Statement {
  const parameters = r.isOperator('(') ? parseParameters(r) : [];
  const call = parseExpression(r);
  if (call.kind !== 'call') throw new TemplateSyntaxError('expected a call in {% call %}, found none', call.start);
  r.expect('close', '%}');
  const body = parseBody(r, ['endcall']);
  return { kind: 'call-block', parameters, call: call satisfies Call, body, start, end: closing(r, start, 'endcall') };
}

function parseFilter(r: TokenReader, start: number): Statement {
  const filters = parseFilters(r);
  r.expect('close', '%}');
  const body = parseBody(r, ['endfilter']);
  return { kind: 'filter-block', filters, body, start, end: closing(r, start, 'endfilter') };
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
  return { kind: 'with', bindings: fitted(bindings), body, start, end: closing(r, start, 'endwith') };
}
