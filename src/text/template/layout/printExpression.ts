/** Expressions of a template as they are written, from the tree: one blank between words, parentheses where the order needs them. */
import type { Arguments, Binary, Expression, Parameter, Target } from '../syntax/nodes.ts';
import { literalText } from './visible.ts';

/** How tight an expression binds: an operand that binds less gets parentheses. */
const BINDS = {
  ternary: 0,
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  sum: 5,
  join: 6,
  product: 7,
  sign: 8,
  power: 9,
  filter: 10,
  part: 11,
};

export function printExpression(e: Expression): string {
  switch (e.kind) {
    case 'name':
      return e.name;
    case 'literal':
      return printLiteral(e.value);
    case 'list':
      return `[${printAll(e.items)}]`;
    case 'tuple':
      return e.items.length === 1 ? `(${printAll(e.items)},)` : `(${printAll(e.items)})`;
    case 'dict':
      return `{${e.pairs.map(([key, value]) => `${printExpression(key)}: ${printExpression(value)}`).join(', ')}}`;
    case 'member':
      return `${operand(e.object, BINDS.part)}.${e.name}`;
    case 'index':
      return `${operand(e.object, BINDS.part)}[${printExpression(e.key)}]`;
    case 'slice':
      return `${operand(e.object, BINDS.part)}[${printBounds(e)}]`;
    case 'call':
      return `${operand(e.callee, BINDS.part)}(${printArguments(e)})`;
    case 'filter':
      return `${e.operand ? `${operand(e.operand, BINDS.filter)} | ` : ''}${printNamed(e)}`;
    case 'test':
      return `${operand(e.operand, BINDS.filter)} is ${e.negated ? 'not ' : ''}${printNamed(e)}`;
    case 'unary':
      return e.operator === 'not'
        ? `not ${operand(e.operand, BINDS.not)}`
        : `${e.operator}${operand(e.operand, BINDS.part)}`;
    case 'binary':
      return printBinary(e);
    case 'compare':
      return [
        operand(e.first, BINDS.sum),
        ...e.rest.map(([operator, other]) => `${operator} ${operand(other, BINDS.sum)}`),
      ].join(' ');
    case 'ternary':
      return `${operand(e.then, BINDS.or)} if ${operand(e.test, BINDS.or)}${e.otherwise ? ` else ${operand(e.otherwise, BINDS.ternary)}` : ''}`;
  }
}

/** Few readers know by heart that `and` binds more than `or`. */
function printBinary(e: Binary): string {
  const isMixed = (part: Expression): boolean =>
    e.operator === 'or' && part.kind === 'binary' && part.operator === 'and';
  const side = (part: Expression, least: number): string =>
    isMixed(part) ? `(${printExpression(part)})` : operand(part, least);
  return `${side(e.left, bindingOf(e))} ${e.operator} ${side(e.right, bindingOf(e) + 1)}`;
}

export function printTarget(target: Target): string {
  return target.kind === 'targets' ? target.items.map(printInnerTarget).join(', ') : printExpression(target);
}

function printInnerTarget(target: Target): string {
  return target.kind === 'targets' ? `(${printTarget(target)})` : printTarget(target);
}

export function printParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(({ name, otherwise }) => (otherwise ? `${name}=${printExpression(otherwise)}` : name))
    .join(', ');
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === 'string') return literalText(value);
  return value === null ? 'none' : String(value);
}

function printAll(items: readonly Expression[]): string {
  return items.map(printExpression).join(', ');
}

function printBounds({ from, to, step }: Expression & { readonly kind: 'slice' }): string {
  const part = (e: Expression | null): string => (e ? printExpression(e) : '');
  return `${part(from)}:${part(to)}${step ? `:${part(step)}` : ''}`;
}

/** The tree does not say which of `*x` and `**x` it was. */
function printArguments({ args, named, spread }: Arguments): string {
  const byName = named.map(([name, value]) => `${name}=${printExpression(value)}`);
  return [...args.map(printExpression), ...byName, ...spread.map((e) => `*${operand(e, BINDS.part)}`)].join(', ');
}

function printNamed(e: Arguments & { readonly name: string }): string {
  const given = printArguments(e);
  return given === '' ? e.name : `${e.name}(${given})`;
}

function operand(e: Expression, least: number): string {
  return bindingOf(e) < least ? `(${printExpression(e)})` : printExpression(e);
}

function bindingOf(e: Expression): number {
  if (e.kind === 'ternary') return BINDS.ternary;
  if (e.kind === 'compare') return BINDS.compare;
  if (e.kind === 'unary') return e.operator === 'not' ? BINDS.not : BINDS.sign;
  if (e.kind === 'binary') return bindingOfOperator(e.operator);
  if (e.kind === 'test') return BINDS.compare;
  return e.kind === 'filter' ? BINDS.filter : BINDS.part;
}

function bindingOfOperator(operator: Binary['operator']): number {
  if (operator === 'and' || operator === 'or') return BINDS[operator];
  if (operator === '+' || operator === '-') return BINDS.sum;
  if (operator === '~') return BINDS.join;
  return operator === '**' ? BINDS.power : BINDS.product;
}
