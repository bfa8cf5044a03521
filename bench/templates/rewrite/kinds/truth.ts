/** A condition in other words, and `and` and `or` by other means. */
import {
  attribute,
  binary,
  call,
  dict,
  filter,
  index,
  list,
  name,
  namespace,
  not,
  number,
  string,
  ternary,
  test,
} from '../build.ts';
import type { Expression, Node } from '../nodes.ts';
import { ofExpression, type Rewriting } from '../rewriting.ts';
import { sitesOf } from '../trees.ts';

/** `true` or `false`, whatever the value was. */
export function asBoolean(condition: Expression): Expression {
  return not(not(condition));
}

const asList = (value: Expression): Expression => filter(value, 'list');

const CONDITIONS: Readonly<Record<string, (condition: Expression) => Expression>> = {
  'not not': asBoolean,
  'and true': (c) => binary('and', c, name('true')),
  'or false': (c) => binary('or', name('false'), c),
  ternary: (c) => ternary(c, name('true'), name('false')),
  'turned ternary': (c) => ternary(not(c), number(0), number(1)),
  'list place': (c) => index(list(number(0), number(1)), filter(asBoolean(c), 'int')),
  'dictionary place': (c) => index(dict([name('true'), string('y')], [name('false'), string('')]), asBoolean(c)),
  'in a dictionary': (c) => index(dict([string('k'), c]), string('k')),
  'in a list': (c) => index(list(c), number(0)),
  first: (c) => filter(list(c), 'first'),
  select: (c) => asList(filter(list(c), 'select')),
  reject: (c) => not(asList(filter(list(c), 'reject'))),
  namespace: (c) => attribute(namespace('v', c), 'v'),
  'dict call': (c) => attribute(call(name('dict'), { kind: 'list', items: [list(string('v'), c)] }), 'v'),
  string: (c) => binary('==', filter(asBoolean(c), 'string'), string('True')),
  number: (c) => binary('==', filter(asBoolean(c), 'int'), number(1)),
  'is true': (c) => test(asBoolean(c), 'true'),
  'not equal false': (c) => binary('!=', asBoolean(c), name('false')),
  repeated: (c) => binary('*', string('x'), filter(asBoolean(c), 'int')),
  range: (c) => asList(call(name('range'), filter(asBoolean(c), 'int'))),
  sum: (c) => filter(list(filter(asBoolean(c), 'int'), number(0)), 'sum'),
  maximum: (c) => filter(list(asBoolean(c), name('false')), 'max'),
};

const BOTH: Readonly<Record<string, (a: Expression, b: Expression) => Expression>> = {
  turned: (a, b) => binary('and', b, a),
  'de Morgan': (a, b) => not(binary('or', not(a), not(b))),
  ternary: (a, b) => ternary(a, b, name('false')),
  select: (a, b) => binary('==', filter(asList(filter(list(a, b), 'select')), 'length'), number(2)),
  minimum: (a, b) => filter(list(asBoolean(a), asBoolean(b)), 'min'),
  product: (a, b) => binary('*', filter(asBoolean(a), 'int'), filter(asBoolean(b), 'int')),
};

const EITHER: Readonly<Record<string, (a: Expression, b: Expression) => Expression>> = {
  turned: (a, b) => binary('or', b, a),
  'de Morgan': (a, b) => not(binary('and', not(a), not(b))),
  ternary: (a, b) => ternary(a, name('true'), b),
  select: (a, b) => asList(filter(list(a, b), 'select')),
  sum: (a, b) => binary('+', filter(asBoolean(a), 'int'), filter(asBoolean(b), 'int')),
};

const conditions = Object.entries(CONDITIONS).map(([form, write]) =>
  ofExpression(`truth/${form}`, ({ node, statement }) => (isCondition(node, statement) ? write(node) : null)),
);

/** Whether only the truth of it matters where it stands. */
function isCondition(node: Expression, statement: Node): boolean {
  if (statement.kind === 'if' && statement.test === node) return node.kind !== 'name';
  if (statement.kind === 'for' && statement.condition === node) return true;
  return node.kind !== 'string' && sitesOf(statement, 'ternary').some((site) => site.node.test === node);
}

function connective(family: string, operator: string, forms: typeof BOTH): readonly Rewriting[] {
  return Object.entries(forms).map(([form, write]) =>
    ofExpression(`${family}/${form}`, ({ node }) =>
      node.kind === 'binary' && node.operator === operator ? write(node.left, node.right) : null,
    ),
  );
}

/** A rewriting for each form. */
export const TRUTH: readonly Rewriting[] = conditions;
export const CONNECTIVES: readonly Rewriting[] = [...connective('and', 'and', BOTH), ...connective('or', 'or', EITHER)];
