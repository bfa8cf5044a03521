/** A value that goes a way round: through a variable, a block, a namespace, a list, a loop or a macro. */
import {
  attribute,
  binary,
  call,
  dict,
  filter,
  index,
  list,
  loop,
  macro,
  name,
  namespace,
  number,
  print,
  set,
  setBlock,
  string,
} from '../build.ts';
import type { Expression, Statement } from '../nodes.ts';
import { ofExpression, type Place, type Replacement, type Rewriting } from '../rewriting.ts';
import { freeNames } from '../scopes.ts';

type Form = (place: Place) => Replacement | null;

const FORMS: Readonly<Record<string, Form>> = {
  set: ({ node, fresh }) => {
    const variable = name(fresh());
    return { node: variable, before: [set(variable, node)] };
  },
  'set twice': ({ node, fresh }) => {
    const [first, second] = [name(fresh()), name(fresh())];
    return { node: second, before: [set(first, node), set(second, first)] };
  },
  'set pair': ({ node, fresh }) => {
    const [first, second] = [name(fresh()), name(fresh())];
    return {
      node: second,
      before: [set({ kind: 'tuple', items: [first, second] }, { kind: 'tuple', items: [number(1), node] })],
    };
  },
  'set block': ({ node, fresh }) => throughBlock(fresh, [print(node)]),
  'filter block': ({ node, fresh }) =>
    throughBlock(fresh, [
      { kind: 'filterBlock', filters: filter({ kind: 'name', name: '%body%' }, 'string'), body: [print(node)] },
    ]),
  'call block': ({ node, fresh }) => {
    const wrapper = fresh();
    const called: Statement = { kind: 'callBlock', parameters: [], call: call(name(wrapper)), body: [print(node)] };
    return { ...throughBlock(fresh, [called]), macros: [macro(wrapper, [], [print(call(name('caller')))])] };
  },
  namespace: ({ node, fresh }) => {
    const [space, member] = [name(fresh()), fresh()];
    return { node: attribute(space, member), before: [set(space, namespace(member, node))] };
  },
  'namespace member': ({ node, fresh }) => {
    const [space, member] = [name(fresh()), fresh()];
    const empty = set(space, namespace(member, string('')));
    return { node: attribute(space, member), before: [empty, set(attribute(space, member), node)] };
  },
  'namespace in a loop': ({ node, fresh }) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const carried = loop(one, list(node), [set(attribute(space, member), one)]);
    return { node: attribute(space, member), before: [set(space, namespace(member, string(''))), carried] };
  },
  'character loop': ({ node, fresh }) => {
    const [space, one, member] = [name(fresh()), name(fresh()), fresh()];
    const grown = set(attribute(space, member), binary('~', attribute(space, member), one));
    return {
      node: attribute(space, member),
      before: [set(space, namespace(member, string(''))), loop(one, node, [grown])],
    };
  },
  'list variable': ({ node, fresh }) => {
    const variable = name(fresh());
    return { node: index(variable, number(1)), before: [set(variable, list(string(''), node))] };
  },
  'dictionary variable': ({ node, fresh }) => {
    const [variable, key] = [name(fresh()), fresh()];
    return { node: attribute(variable, key), before: [set(variable, dict([string(key), node]))] };
  },
  'in a list': ({ node }) => ({ node: index(list(node), number(0)) }),
  'in a tuple': ({ node }) => ({ node: filter({ kind: 'tuple', items: [node, number(0)] }, 'first') }),
  'in a dictionary': ({ node }) => ({ node: index(dict([string('v'), node]), string('v')) }),
  'in a namespace': ({ node, fresh }) => {
    const member = fresh();
    return { node: attribute(namespace(member, node), member) };
  },
  default: ({ node }) => ({ node: filter(node, 'default', string('')) }),
  concatenated: ({ node }) => ({ node: binary('~', node, string('')) }),
  macro: (place) => throughMacro(place, [print(place.node)]),
  'macro with a block': (place) => {
    const inner = name(place.fresh());
    return throughMacro(place, [setBlock(inner, [print(place.node)]), print(inner)]);
  },
  'identity macro': ({ node, fresh }) => {
    const [wrapper, given] = [fresh(), fresh()];
    return { node: call(name(wrapper), node), macros: [macro(wrapper, [given], [print(name(given))])] };
  },
};

function throughBlock(fresh: () => string, body: readonly Statement[]): Replacement {
  const variable = name(fresh());
  return { node: variable, before: [setBlock(variable, body)] };
}

/** A macro that is given the variables of the expression. It comes to a string. */
function throughMacro({ node, program, fresh }: Place, body: readonly Statement[]): Replacement | null {
  const free = freeNames(node, program);
  if (!free) return null;
  const wrapper = fresh();
  return { node: call(name(wrapper), ...free.map(name)), macros: [macro(wrapper, free, body)] };
}

const WORTH: ReadonlySet<string> = new Set([
  'string',
  'attribute',
  'index',
  'call',
  'filter',
  'binary',
  'test',
  'list',
  'dict',
  'name',
]);
const KEYWORDS: ReadonlySet<string> = new Set([
  'true',
  'false',
  'none',
  'loop',
  'range',
  'namespace',
  'caller',
  'True',
  'False',
  'None',
]);

function isWorth(node: Expression): boolean {
  return WORTH.has(node.kind) && !(node.kind === 'name' && KEYWORDS.has(node.name));
}

/** A rewriting for each form. */
export const CARRIERS: readonly Rewriting[] = Object.entries(FORMS).map(([form, write]) =>
  ofExpression(`carrier/${form}`, (place) => (isWorth(place.node) ? write(place) : null)),
);
