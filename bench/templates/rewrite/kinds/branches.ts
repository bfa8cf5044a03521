/** An `if` without `else` by other means: an expression, a loop, a block that is printed or not. */
import {
  binary,
  call,
  dict,
  filter,
  index,
  list,
  loop,
  macro,
  name,
  not,
  number,
  print,
  set,
  setBlock,
  string,
  ternary,
  when,
} from '../build.ts';
import type { Expression, Of, Statement } from '../nodes.ts';
import { ofStatement, type Rewriting, type StatementPlace, type Statements } from '../rewriting.ts';
import { freeNames, isClosed } from '../scopes.ts';
import { namesIn } from '../trees.ts';
import { asBoolean } from './truth.ts';

/** What the body comes to, as an expression; or a variable that a block before it fills. */
interface Said {
  readonly before: readonly Statement[];
  readonly value: Expression;
}

function said(body: readonly Statement[], fresh: () => string): Said {
  const values = body.map(valueOf);
  if (values.every((value): value is Expression => value !== null) && values.length > 0)
    return { before: [], value: values.reduce((a, b) => binary('~', a, b)) };
  const variable = name(fresh());
  return { before: [setBlock(variable, body)], value: variable };
}

function valueOf(statement: Statement): Expression | null {
  if (statement.kind === 'text') return string(statement.text);
  return statement.kind === 'print' ? statement.value : null;
}

type Printed = (condition: Expression, value: Expression) => Expression;
const asInt = (condition: Expression): Expression => filter(asBoolean(condition), 'int');

/** The body printed by an expression. Its value is worked out whether or not the condition holds. */
const PRINTED: Readonly<Record<string, Printed>> = {
  'inline if': (c, value) => ternary(c, value, null),
  'inline if else': (c, value) => ternary(c, value, string('')),
  'turned inline if': (c, value) => ternary(not(c), string(''), value),
  'and or': (c, value) => binary('or', binary('and', c, value), string('')),
  'or and': (c, value) => binary('or', binary('and', not(c), string('')), ternary(c, value, string(''))),
  product: (c, value) => binary('*', binary('~', value, string('')), asInt(c)),
  'list place': (c, value) => index(list(string(''), value), asInt(c)),
  'dictionary place': (c, value) => index(dict([name('true'), value], [name('false'), string('')]), asBoolean(c)),
  'dictionary get': (c, value) =>
    call({ kind: 'attribute', object: dict([name('true'), value]), name: 'get' }, asBoolean(c), string('')),
  'joined list': (c, value) => filter(ternary(c, list(value), list()), 'join'),
  'list product': (c, value) => filter(binary('*', list(value), asInt(c)), 'join'),
  'first of two': (c, value) => filter(ternary(c, list(value, string('')), list(string(''))), 'first'),
  slice: (c, value) => filter(index(list(value), { kind: 'slice', parts: [null, asInt(c)] }), 'join'),
};

type Plain = Of<'if'>;
type Written = (place: StatementPlace & { readonly node: Plain }) => readonly Statement[] | Statements | null;

const REPEATED: Readonly<
  Record<string, (condition: Expression) => readonly [iterable: Expression, condition: Expression | null]>
> = {
  'list with a condition': (c) => [list(number(1)), c],
  range: (c) => [call(name('range'), asInt(c)), null],
  'list or none': (c) => [ternary(c, list(number(0)), list()), null],
  characters: (c) => [binary('*', string('i'), asInt(c)), null],
  'selected list': (c) => [filter(list(asBoolean(c)), 'select'), null],
};

const OTHERS: Readonly<Record<string, Written>> = {
  else: ({ node }) => [when(not(node.test), [], node.body)],
  elif: ({ node }) => [when(name('false'), [], [node])],
  'always too': ({ node }) => [when(name('true'), [node])],
  'nested ifs': ({ node: { test, body } }) =>
    test.kind === 'binary' && test.operator === 'and' ? [when(test.left, [when(test.right, body)])] : null,
  'two ifs': ({ node: { test, body } }) =>
    test.kind === 'binary' && test.operator === 'or' ? [when(test.left, body, [when(test.right, body)])] : null,
  flag: ({ node, fresh }) => {
    const flag = name(fresh());
    return [set(flag, node.test), when(flag, node.body)];
  },
  'set under it': ({ node, fresh }) => {
    const text = name(fresh());
    return [set(text, string('')), when(node.test, [setBlock(text, node.body)]), print(text)];
  },
  'block around': ({ node, fresh }) => {
    const text = name(fresh());
    return [setBlock(text, [node]), print(text)];
  },
  'block before': ({ node, fresh }) => {
    const text = name(fresh());
    return [setBlock(text, node.body), when(node.test, [print(text)])];
  },
  'macro called under it': ({ node, program, fresh }) => {
    const free = freeNames(node.body, program);
    if (!free) return null;
    const wrapper = fresh();
    const called = call(name(wrapper), ...free.map(name));
    return { statements: [print(ternary(node.test, called, string('')))], macros: [macro(wrapper, free, node.body)] };
  },
  'condition as a macro': ({ node, program, fresh }) => {
    const free = freeNames(node.test, program);
    if (!free) return null;
    const wrapper = fresh();
    const told = macro(wrapper, free, [print(ternary(node.test, number(1), string('')))]);
    return { statements: [when(call(name(wrapper), ...free.map(name)), node.body)], macros: [told] };
  },
  'call block': ({ node, fresh }) => {
    const [wrapper, flag] = [fresh(), fresh()];
    const told = macro(wrapper, [flag], [when(name(flag), [print(call(name('caller')))])]);
    return {
      statements: [{ kind: 'callBlock', parameters: [], call: call(name(wrapper), node.test), body: node.body }],
      macros: [told],
    };
  },
};

/** An `if` that can stand elsewhere: it has no `else`, and what it sets nobody reads outside. */
function branch(family: string, form: string, write: Written): Rewriting {
  return ofStatement(`${family}/${form}`, (place) => {
    const { node } = place;
    if (node.kind !== 'if' || node.otherwise.length > 0 || !isClosed(node, place.program)) return null;
    const made = write({ ...place, node });
    return made && ('statements' in made ? made : { statements: made });
  });
}

const printed = Object.entries(PRINTED).map(([form, write]) =>
  branch('branch', form, ({ node, fresh }) => {
    const { before, value } = said(node.body, fresh);
    return [...before, print(write(node.test, value))];
  }),
);

const repeated = Object.entries(REPEATED).map(([form, write]) =>
  branch('loop', form, ({ node, fresh }) => {
    if (namesIn(node.body).has('loop')) return null;
    const [iterable, condition] = write(node.test);
    return condition && namesIn(condition).has('loop') ? null : [loop(name(fresh()), iterable, node.body, condition)];
  }),
);

/** A rewriting for each form. */
export const BRANCHES: readonly Rewriting[] = [
  ...printed,
  ...repeated,
  ...Object.entries(OTHERS).map(([form, write]) => branch('branch', form, write)),
];
