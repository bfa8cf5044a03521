/** Expressions, by precedence as `jinja2.parser` has it: from the ternary, which binds least, down to names and literals. */
import type { Arguments, BinaryOperator, CompareOperator, Dict, Expression, Sequence } from './nodes.ts';
import { fitted } from './fitted.ts';
import { levelOf } from './levelOf.ts';
import { parseAtom } from './parseAtom.ts';
import { Chain, type TokenReader } from './tokenReader.ts';

/** Names that are no test's argument: `x is defined and …`. */
const ENDS_TEST = ['else', 'or', 'and'];
const COMPARES: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);
/** A tuple where there are commas. `ternary`: whether `if` may follow, which it may not where a loop's own `if` does. */
export function parseTuple(r: TokenReader, ternary = true): Expression {
  const first = parseExpression(r, ternary);
  if (!r.isOperator(',')) return first;
  const items = [first];
  while (r.skip('operator', ',') && !endsTuple(r)) items.push(parseExpression(r, ternary));
  return { kind: 'tuple', items: fitted(items), start: first.start, end: r.end() };
}

function endsTuple(r: TokenReader): boolean {
  return r.is('close') || r.isOperator(')') || r.isName('in');
}

export function parseExpression(r: TokenReader, ternary = true): Expression {
  return r.deeper(() => (ternary ? parseTernary(r) : parseOr(r)));
}

function parseTernary(r: TokenReader): Expression {
  let then = parseOr(r);
  if (!r.isName('if')) return then;
  const chain = new Chain(r);
  while (r.skip('name', 'if')) {
    const test = parseOr(r);
    const otherwise = r.skip('name', 'else') ? parseExpression(r) : null;
    then = chain.link({ kind: 'ternary', test, then, otherwise, start: then.start, end: r.end() });
  }
  return then;
}

/** `operand operator operand operator operand`, from the left. */
function logical(r: TokenReader, operand: (r: TokenReader) => Expression, operator: 'and' | 'or'): Expression {
  let left = operand(r);
  if (!r.isName(operator)) return left;
  const chain = new Chain(r);
  while (r.skip('name', operator)) {
    const right = operand(r);
    left = chain.link({ kind: 'binary', operator, left, right, start: left.start, end: r.end() });
  }
  return left;
}

const parseOr = (r: TokenReader): Expression => logical(r, parseAnd, 'or');
const parseAnd = (r: TokenReader): Expression => logical(r, parseNot, 'and');

function parseNot(r: TokenReader): Expression {
  if (!r.isName('not')) return parseCompare(r);
  const { start } = r.take();
  const operand = r.deeper(() => parseNot(r));
  return { kind: 'unary', operator: 'not', operand, start, end: r.end() };
}

function parseCompare(r: TokenReader): Expression {
  const first = parseSum(r);
  const rest: (readonly [CompareOperator, Expression])[] = [];
  for (let operator = compareOperator(r); operator; operator = compareOperator(r)) rest.push([operator, parseSum(r)]);
  return rest.length === 0 ? first : { kind: 'compare', first, rest: fitted(rest), start: first.start, end: r.end() };
}

function compareOperator(r: TokenReader): CompareOperator | null {
  const { kind, text } = r.token;
  if (kind === 'operator' && COMPARES.has(text)) return r.take().text as CompareOperator;
  if (r.skip('name', 'in')) return 'in';
  if (!r.isName('not') || r.following.text !== 'in' || r.following.kind !== 'name') return null;
  r.take();
  r.take();
  return 'not in';
}

/** Operators that bind as strongly as `least`, or more: all of them from the left. */
function parseSum(r: TokenReader, least = 1): Expression {
  let left = parseSigned(r);
  let chain: Chain | null = null;
  let last = 0;
  for (let level = levelOf(r); level >= least; level = levelOf(r)) {
    const operator = r.take().text as BinaryOperator;
    const right = parseSum(r, level + 1);
    if (chain === null || level !== last) chain = new Chain(r);
    left = chain.link({ kind: 'binary', operator, left, right, start: left.start, end: r.end() });
    last = level;
  }
  return left;
}

function parseSigned(r: TokenReader, filtered = true): Expression {
  const { text, start } = r.token;
  if (!r.isOperator('-', '+')) return followed(r, parsePrimary(r), filtered);
  r.take();
  const operand = r.deeper(() => parseSigned(r, false));
  const node: Expression = { kind: 'unary', operator: text as '-' | '+', operand, start, end: r.end() };
  return followed(r, node, filtered);
}

/** Members, indices and calls; then filters and tests, which may be called in turn. */
function followed(r: TokenReader, operand: Expression, filtered: boolean): Expression {
  if (!isFollowed(r)) return operand;
  const chain = new Chain(r);
  let node = operand;
  for (let next = postfix(r, node); next; next = postfix(r, node)) node = chain.link(next);
  for (let next = filtered && filterOrTest(r, node); next; next = filterOrTest(r, node)) node = chain.link(next);
  return node;
}

function isFollowed({ token }: TokenReader): boolean {
  return token.kind === 'name' ? token.text === 'is' : token.kind === 'operator' && FOLLOWS.has(token.text);
}

const FOLLOWS: ReadonlySet<string> = new Set(['.', '[', '(', '|']);

function postfix(r: TokenReader, object: Expression): Expression | null {
  if (r.isOperator('(')) return callOf(r, object);
  if (r.isOperator('[')) return parseSubscript(r, object);
  if (!r.skip('operator', '.')) return null;
  if (r.is('number')) return index(r, object, parsePrimary(r));
  const { text: name } = r.expect('name');
  return { kind: 'member', object, name, start: object.start, end: r.end() };
}

function callOf(r: TokenReader, callee: Expression): Expression {
  const { args, named, spread } = parseArguments(r);
  return { kind: 'call', callee, args, named, spread, start: callee.start, end: r.end() };
}

function index(r: TokenReader, object: Expression, key: Expression): Expression {
  return { kind: 'index', object, key, start: object.start, end: r.end() };
}

function parseSubscript(r: TokenReader, object: Expression): Expression {
  r.expect('operator', '[');
  const first = r.isOperator(':') ? null : parseTuple(r);
  if (first && r.skip('operator', ']')) return index(r, object, first);
  r.expect('operator', ':');
  const part = (): Expression | null => (r.isOperator(':', ']') ? null : parseExpression(r));
  const to = part();
  const step = r.skip('operator', ':') ? part() : null;
  r.expect('operator', ']');
  return { kind: 'slice', object, from: first, to, step, start: object.start, end: r.end() };
}

function filterOrTest(r: TokenReader, operand: Expression): Expression | null {
  if (r.isOperator('(')) return callOf(r, operand);
  if (r.skip('operator', '|')) return filterOf(r, operand);
  return r.skip('name', 'is') ? testOf(r, operand) : null;
}

/** Behind `|`. */
export function filterOf(r: TokenReader, operand: Expression | null): Expression & { readonly kind: 'filter' } {
  const start = operand?.start ?? r.token.start;
  const name = dottedName(r);
  const { args, named, spread } = r.isOperator('(') ? parseArguments(r) : NO_ARGUMENTS;
  return { kind: 'filter', operand, name, args, named, spread, start, end: r.end() };
}

const NO_ARGUMENTS: Arguments = { args: [], named: [], spread: [] };

function dottedName(r: TokenReader): string {
  let { text } = r.expect('name');
  while (r.skip('operator', '.')) text += `.${r.expect('name').text}`;
  return text;
}

/** Behind `is`. An argument needs no parentheses: `is divisibleby 3`. */
function testOf(r: TokenReader, operand: Expression): Expression {
  const negated = r.skip('name', 'not');
  const name = dottedName(r);
  const { args, named, spread } = r.isOperator('(') ? parseArguments(r) : bareArgument(r);
  return { kind: 'test', operand, name, negated, args, named, spread, start: operand.start, end: r.end() };
}

function bareArgument(r: TokenReader): Arguments {
  const begins = r.is('string') || r.is('number') || r.is('name') || r.isOperator('[', '{');
  if (!begins || r.isName(...ENDS_TEST)) return NO_ARGUMENTS;
  if (r.isName('is')) throw r.unexpected('one test alone');
  const chain = new Chain(r);
  let node = parsePrimary(r);
  for (let next = postfix(r, node); next; next = postfix(r, node)) node = chain.link(next);
  return { ...NO_ARGUMENTS, args: [node] };
}

/** `(a, name=b, *c, **d)` */
function parseArguments(r: TokenReader): Arguments {
  r.expect('operator', '(');
  const args: Expression[] = [];
  const named: (readonly [string, Expression])[] = [];
  const spread: Expression[] = [];
  while (!r.isOperator(')')) {
    if (r.skip('operator', '*') || r.skip('operator', '**')) spread.push(parseExpression(r));
    else if (r.is('name') && r.following.text === '=' && r.following.kind === 'operator') {
      const { text } = r.take();
      r.take();
      named.push([text, parseExpression(r)]);
    } else args.push(parseExpression(r));
    if (!r.skip('operator', ',')) break;
  }
  r.expect('operator', ')');
  return { args: fitted(args), named: fitted(named), spread: fitted(spread) };
}

function parsePrimary(r: TokenReader): Expression {
  const { kind } = r.token;
  if (kind === 'string' || kind === 'number' || kind === 'name') return parseAtom(r);
  if (r.isOperator('(')) return parseParentheses(r);
  if (r.isOperator('[')) return parseList(r);
  if (r.isOperator('{')) return parseDict(r);
  throw r.unexpected('an expression');
}

function parseParentheses(r: TokenReader): Expression {
  const { start } = r.expect('operator', '(');
  if (r.skip('operator', ')')) return { kind: 'tuple', items: [], start, end: r.end() };
  const inner = r.deeper(() => parseTuple(r));
  const { end } = r.expect('operator', ')');
  return { ...inner, start, end };
}

function parseList(r: TokenReader): Sequence {
  const { start } = r.expect('operator', '[');
  const items: Expression[] = [];
  while (!r.isOperator(']')) {
    items.push(parseExpression(r));
    if (!r.skip('operator', ',')) break;
  }
  r.expect('operator', ']');
  return { kind: 'list', items: fitted(items), start, end: r.end() };
}

function parseDict(r: TokenReader): Dict {
  const { start } = r.expect('operator', '{');
  const pairs: (readonly [Expression, Expression])[] = [];
  while (!r.isOperator('}')) {
    const key = parseExpression(r);
    r.expect('operator', ':');
    pairs.push([key, parseExpression(r)]);
    if (!r.skip('operator', ',')) break;
  }
  r.expect('operator', '}');
  return { kind: 'dict', pairs: fitted(pairs), start, end: r.end() };
}
