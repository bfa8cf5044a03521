/** Short ways to write a tree: `binary('in', string('a'), name('b'))`. */
import type { Argument, Expression, Of, Statement } from './nodes.ts';

export function name(text: string): Of<'name'> {
  return { kind: 'name', name: text };
}

export function string(value: string): Of<'string'> {
  return { kind: 'string', value };
}

export function number(value: number): Expression {
  const digits: Expression = { kind: 'number', text: String(Math.abs(value)) };
  return value < 0 ? { kind: 'unary', operator: '-', operand: digits } : digits;
}

export function list(...items: readonly Expression[]): Expression {
  return { kind: 'list', items };
}

export function dict(...entries: readonly (readonly [Expression, Expression])[]): Expression {
  return { kind: 'dict', entries };
}

export function binary(operator: string, left: Expression, right: Expression): Of<'binary'> {
  return { kind: 'binary', operator, left, right };
}

export function not(operand: Expression): Expression {
  return { kind: 'unary', operator: 'not', operand };
}

export function ternary(test: Expression, yes: Expression, no: Expression | null): Expression {
  return { kind: 'ternary', test, yes, no };
}

export function attribute(object: Expression, member: string): Expression {
  return { kind: 'attribute', object, name: member };
}

export function index(object: Expression, at: Expression): Expression {
  return { kind: 'index', object, index: at };
}

/** `object[start:stop:step]`. */
export function slice(object: Expression, ...parts: readonly (number | null)[]): Expression {
  return index(object, { kind: 'slice', parts: parts.map((part) => (part === null ? null : number(part))) });
}

export function call(callee: Expression, ...args: readonly Expression[]): Expression {
  return { kind: 'call', callee, args: positional(args) };
}

export function method(object: Expression, member: string, ...args: readonly Expression[]): Expression {
  return call(attribute(object, member), ...args);
}

export function filter(operand: Expression, filterName: string, ...args: readonly Expression[]): Of<'filter'> {
  return { kind: 'filter', operand, name: filterName, args: positional(args) };
}

/** `operand | filterName(keyword=value)`. */
export function keywordFilter(operand: Expression, filterName: string, keyword: string, value: Expression): Expression {
  return { kind: 'filter', operand, name: filterName, args: [{ name: keyword, value }] };
}

export function test(operand: Expression, testName: string, ...args: readonly Expression[]): Expression {
  return { kind: 'test', operand, negated: false, name: testName, args: positional(args) };
}

function positional(args: readonly Expression[]): readonly Argument[] {
  return args.map((value) => ({ name: null, value }));
}

export function print(value: Expression): Statement {
  return { kind: 'print', value };
}

export function set(target: Expression, value: Expression): Statement {
  return { kind: 'set', target, value };
}

export function setBlock(target: Expression, body: readonly Statement[]): Statement {
  return { kind: 'setBlock', target, filters: null, body };
}

export function when(
  condition: Expression,
  body: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Of<'if'> {
  return { kind: 'if', test: condition, body, otherwise };
}

export function loop(
  target: Expression,
  iterable: Expression,
  body: readonly Statement[],
  condition: Expression | null = null,
): Of<'for'> {
  return { kind: 'for', target, iterable, condition, recursive: false, body, otherwise: [] };
}

export function macro(macroName: string, parameters: readonly string[], body: readonly Statement[]): Statement {
  return {
    kind: 'macro',
    name: macroName,
    parameters: parameters.map((parameter) => ({ parameter, preset: null })),
    body,
  };
}

/** `namespace(member=value)`. */
export function namespace(member: string, value: Expression): Expression {
  return { kind: 'call', callee: name('namespace'), args: [{ name: member, value }] };
}
