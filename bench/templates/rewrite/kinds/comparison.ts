/** `==`, `<` and their like by other means. */
import { binary, call, dict, filter, index, list, method, name, not, number, string, test } from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, type Rewriting } from '../rewriting.ts';

type Form = (left: Expression, right: Expression) => Expression;

const length = (value: Expression): Expression => filter(value, 'length');
const asList = (value: Expression): Expression => filter(value, 'list');

const EQUALITY: Readonly<Record<string, Form>> = {
  turned: (a, b) => binary('==', b, a),
  'not unequal': (a, b) => not(binary('!=', a, b)),
  'in list': (a, b) => binary('in', a, list(b)),
  'in tuple': (a, b) => binary('in', a, { kind: 'tuple', items: [b, string('#')] }),
  'is eq': (a, b) => test(a, 'eq', b),
  'is equalto': (a, b) => test(b, 'equalto', a),
  'is in': (a, b) => test(a, 'in', list(b)),
  select: (a, b) => asList(filter(list(a), 'select', string('equalto'), b)),
  reject: (a, b) => binary('==', length(asList(filter(list(a), 'reject', string('eq'), b))), number(0)),
  selectattr: (a, b) => asList(filter(list(dict([string('v'), a])), 'selectattr', string('v'), string('equalto'), b)),
  dictionary: (a, b) => method(dict([b, name('true')]), 'get', a, name('false')),
  'dictionary key': (a, b) => binary('in', a, dict([b, string('')])),
  unique: (a, b) => binary('==', length(asList(filter(list(a, b), 'unique'))), number(1)),
  count: (a, b) => method(list(b), 'count', a),
  between: (a, b) => binary('and', binary('<=', a, b), binary('>=', a, b)),
  lists: (a, b) => binary('==', list(a), list(b)),
  strings: (a, b) => binary('==', binary('~', a, string('.')), binary('~', b, string('.'))),
  'both begin': (a, b) => binary('and', method(a, 'startswith', b), method(b, 'startswith', a)),
  'nothing left': (a, b) => binary('and', a, not(method(a, 'replace', b, string('')))),
  groupby: (a, b) =>
    binary(
      '==',
      length(asList(filter(list(dict([string('v'), a]), dict([string('v'), b])), 'groupby', string('v')))),
      number(1),
    ),
  'list place': (a, b) => index(list(name('false'), name('true')), filter(binary('==', a, b), 'int')),
};

const OPPOSITE: Readonly<Record<string, string>> = { '<': '>=', '>': '<=', '<=': '>', '>=': '<' };
const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const TESTS: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '<=': 'le', '>=': 'ge' };

type OrderForm = (operator: string, left: Expression, right: Expression) => Expression;

const ORDER: Readonly<Record<string, OrderForm>> = {
  turned: (operator, a, b) => binary(TURNED[operator] ?? operator, b, a),
  opposite: (operator, a, b) => not(binary(OPPOSITE[operator] ?? operator, a, b)),
  test: (operator, a, b) => test(a, TESTS[operator] ?? operator, b),
  select: (operator, a, b) => asList(filter(list(a), 'select', string(TESTS[operator] ?? operator), b)),
  sorted: (operator, a, b) =>
    binary(
      'and',
      binary('!=', a, b),
      binary('==', filter(filter(list(a, b), 'sort'), operator.startsWith('<') ? 'first' : 'last'), a),
    ),
  largest: (operator, a, b) =>
    binary(
      'and',
      not(binary('==', a, b)),
      binary('==', filter(list(a, b), operator.startsWith('<') ? 'min' : 'max'), a),
    ),
  difference: (operator, a, b) => binary(operator, binary('-', a, b), number(0)),
  lists: (operator, a, b) => binary(operator, list(a), list(b)),
  range: (operator, a, b) => asList(operator.startsWith('<') ? call(name('range'), a, b) : call(name('range'), b, a)),
};

const equality = Object.entries(EQUALITY).map(([form, write]) =>
  ofExpression(`equality/${form}`, ({ node }) => {
    if (node.kind === 'binary' && node.operator === '==') return write(node.left, node.right);
    if (node.kind === 'binary' && node.operator === '!=') return not(write(node.left, node.right));
    const [argument] = node.kind === 'test' && ['eq', 'equalto'].includes(node.name) ? node.args : [];
    return argument && node.kind === 'test' && !node.negated ? write(node.operand, argument.value) : null;
  }),
);

const order = Object.entries(ORDER).map(([form, write]) =>
  ofExpression(`order/${form}`, ({ node }) =>
    node.kind === 'binary' && node.operator in TESTS ? write(node.operator, node.left, node.right) : null,
  ),
);

/** A rewriting for each form. */
export const COMPARISON: readonly Rewriting[] = [...equality, ...order];
