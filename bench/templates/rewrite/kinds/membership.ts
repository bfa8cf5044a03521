/** `a in b` by other means: some find less than it does, but what shows the effect they find. */
import {
  binary,
  call,
  dict,
  filter,
  index,
  list,
  method,
  name,
  not,
  number,
  slice,
  string,
  ternary,
  test,
} from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, type Rewriting } from '../rewriting.ts';

type Form = (part: Expression, whole: Expression) => Expression;

const length = (value: Expression): Expression => filter(value, 'length');
const asList = (value: Expression): Expression => filter(value, 'list');
const without: Form = (part, whole) => method(whole, 'replace', part, string(''));

const FORMS: Readonly<Record<string, Form>> = {
  split: (part, whole) => binary('>', length(method(whole, 'split', part)), number(1)),
  'split rest': (part, whole) => slice(method(whole, 'split', part), 1, null),
  'split defined': (part, whole) => test(index(method(whole, 'split', part), number(1)), 'defined'),
  'split truth': (part, whole) => binary('!=', method(whole, 'split', part), list(whole)),
  replace: (part, whole) => binary('!=', without(part, whole), whole),
  'replace filter': (part, whole) => not(binary('==', filter(whole, 'replace', part, string('')), whole)),
  'replace length': (part, whole) => binary('<', length(without(part, whole)), length(whole)),
  find: (part, whole) => binary('>=', method(whole, 'find', part), number(0)),
  'find sum': (part, whole) => binary('+', method(whole, 'find', part), number(1)),
  rfind: (part, whole) => binary('!=', method(whole, 'rfind', part), number(-1)),
  count: (part, whole) => method(whole, 'count', part),
  'count compared': (part, whole) => binary('>', method(whole, 'count', part), number(0)),
  partition: (part, whole) => index(method(whole, 'partition', part), number(1)),
  rpartition: (part, whole) => binary('==', index(method(whole, 'rpartition', part), number(1)), part),
  test: (part, whole) => test(part, 'in', whole),
  select: (part, whole) => asList(filter(list(part), 'select', string('in'), whole)),
  reject: (part, whole) => not(asList(filter(list(part), 'reject', string('in'), whole))),
  'select first': (part, whole) => test(filter(filter(list(part), 'select', string('in'), whole), 'first'), 'defined'),
  'starts or ends': (part, whole) => binary('or', method(whole, 'startswith', part), method(whole, 'endswith', part)),
  startswith: (part, whole) => method(whole, 'startswith', part),
  endswith: (part, whole) => method(whole, 'endswith', part),
  prefix: (part, whole) => binary('==', index(whole, { kind: 'slice', parts: [null, length(part)] }), part),
  suffix: (part, whole) => method(slice(whole, -2, null), 'endswith', slice(part, -2, null)),
  removeprefix: (part, whole) => binary('!=', method(whole, 'removeprefix', part), whole),
  equal: (part, whole) => binary('==', whole, part),
  words: (part, whole) => binary('in', part, method(whole, 'split')),
  'among words': (part, whole) => asList(filter(method(whole, 'split'), 'select', string('equalto'), part)),
  'case folded': (part, whole) => binary('in', filter(part, 'lower'), filter(whole, 'lower')),
  'upper case': (part, whole) => binary('in', filter(part, 'upper'), method(whole, 'upper')),
  'without spaces': (part, whole) => binary('in', without(string(' '), part), without(string(' '), whole)),
  reversed: (part, whole) => binary('in', slice(part, null, null, -1), slice(whole, null, null, -1)),
  'as string': (part, whole) => binary('in', part, filter(whole, 'string')),
  'in list': (part, whole) => binary('in', part, filter(list(whole), 'join', string(' '))),
  'as json': (part, whole) => binary('in', part, filter(whole, 'tojson')),
  dictionary: (part, whole) => method(dict([part, number(1)]), 'get', whole),
  'dictionary key': (part, whole) => binary('in', whole, dict([part, string('')])),
  'dictionary of answers': (part, whole) =>
    index(dict([name('true'), number(1)], [name('false'), number(0)]), binary('in', part, whole)),
  'list index': (part, whole) => index(list(number(0), number(1)), filter(binary('in', part, whole), 'int')),
  'as words': (part, whole) => binary('==', filter(binary('in', part, whole), 'string'), string('True')),
  ternary: (part, whole) => ternary(binary('in', part, whole), number(1), number(0)),
  range: (part, whole) => asList(call(name('range'), method(whole, 'count', part))),
  'line by line': (part, whole) => asList(filter(method(whole, 'splitlines'), 'select', string('in'), list(part))),
};

/** A rewriting for each form. */
export const MEMBERSHIP: readonly Rewriting[] = Object.entries(FORMS).map(([form, write]) =>
  ofExpression(`membership/${form}`, ({ node }) => {
    if (node.kind !== 'binary' || (node.operator !== 'in' && node.operator !== 'not in')) return null;
    const written = write(node.left, node.right);
    return node.operator === 'in' ? written : not(written);
  }),
);
