/** A member of a message, or of an object of Python, reached by other ways than a dot. */
import {
  attribute,
  binary,
  call,
  filter,
  index,
  keywordFilter,
  list,
  method,
  name,
  number,
  string,
  test,
} from '../build.ts';
import type { Expression } from '../nodes.ts';
import { ofExpression, type Rewriting } from '../rewriting.ts';

type Form = (object: Expression, key: Expression, member: string) => Expression;

const items = (object: Expression): Expression => method(object, 'items');

const FORMS: Readonly<Record<string, Form>> = {
  dot: (object, _key, member) => attribute(object, member),
  index: (object, key) => index(object, key),
  get: (object, key) => method(object, 'get', key),
  'get default': (object, key) => method(object, 'get', key, string('')),
  attr: (object, key) => filter(object, 'attr', key),
  'computed key': (object, _key, member) =>
    index(object, binary('~', string(member.slice(0, 2)), string(member.slice(2)))),
  'joined key': (object, _key, member) => index(object, filter(list(...[...member].map(string)), 'join')),
  'reversed key': (object, _key, member) => index(object, filter(string([...member].reverse().join('')), 'reverse')),
  'lowered key': (object, _key, member) => index(object, filter(string(member.toUpperCase()), 'lower')),
  'key in a list': (object, key) => index(object, index(list(string('x'), key), number(-1))),
  'map attribute': (object, key) => filter(keywordFilter(list(object), 'map', 'attribute', key), 'first'),
  'map joined': (object, key) => filter(keywordFilter(list(object), 'map', 'attribute', key), 'join'),
  copy: (object, key) => index(call(name('dict'), object), key),
  'selected item': (object, key) =>
    index(filter(filter(items(object), 'selectattr', number(0), string('equalto'), key), 'first'), number(1)),
  'sorted item': (object, key) =>
    index(
      filter(filter(filter(object, 'dictsort'), 'selectattr', string('0'), string('eq'), key), 'first'),
      number(-1),
    ),
  'items again': (object, key) => index(call(name('dict'), filter(items(object), 'list')), key),
  'one of two': (object, key) => binary('or', method(object, 'get', string('no_such')), index(object, key)),
  'if defined': (object, key) => ({
    kind: 'ternary',
    test: test(index(object, key), 'defined'),
    yes: index(object, key),
    no: string(''),
  }),
  'by default': (object, key) => filter(index(object, key), 'default', string('')),
  'as string': (object, key) => filter(index(object, key), 'string'),
  concatenated: (object, key) => binary('~', index(object, key), string('')),
};

/** Its object and its member: `m.content`, `m['content']`, `m.get('content')`. */
function memberOf(node: Expression): readonly [Expression, string] | null {
  if (node.kind === 'attribute') return [node.object, node.name];
  if (node.kind === 'index' && node.index.kind === 'string') return [node.object, node.index.value];
  const key = node.kind === 'filter' && node.name === 'attr' ? node.args[0]?.value : undefined;
  return node.kind === 'filter' && key?.kind === 'string' ? [node.operand, key.value] : null;
}

/** A rewriting for each form. */
export const ATTRIBUTES: readonly Rewriting[] = Object.entries(FORMS).map(([form, write]) =>
  ofExpression(`attribute/${form}`, ({ node }) => {
    const member = memberOf(node);
    if (!member || !/^\w+$/.test(member[1])) return null;
    return write(member[0], string(member[1]), member[1]);
  }),
);
