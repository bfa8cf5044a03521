/** A statement inside another one that changes nothing: a block, a loop of one round, a macro. */
import { call, filter, list, loop, macro, name, number, print, setBlock, string, when } from '../build.ts';
import { BODY, type Statement } from '../nodes.ts';
import { ofStatement, type Rewriting, type StatementPlace, type Statements } from '../rewriting.ts';
import { freeNames, isClosed, renamed } from '../scopes.ts';
import { namesIn, sitesOf } from '../trees.ts';

type Form = (place: StatementPlace) => readonly Statement[] | Statements | null;

const FORMS: Readonly<Record<string, Form>> = {
  'filter block': ({ node }) => [{ kind: 'filterBlock', filters: filter(BODY, 'string'), body: [node] }],
  'filter block with arguments': ({ node }) => [
    { kind: 'filterBlock', filters: filter(BODY, 'replace', string('\u00a7\u00a7'), string('')), body: [node] },
  ],
  'set block': ({ node, fresh }) => {
    const text = name(fresh());
    return [setBlock(text, [node]), print(text)];
  },
  'set block in pieces': ({ node, fresh }) => {
    const text = name(fresh());
    return [setBlock(text, [node]), print(filter(filter(text, 'list'), 'join'))];
  },
  'loop of one': ({ node, fresh }) =>
    namesIn(node).has('loop') ? null : [loop(name(fresh()), list(number(0)), [node])],
  'loop over a letter': ({ node, fresh }) =>
    namesIn(node).has('loop') ? null : [loop(name(fresh()), string('i'), [node])],
  'if true': ({ node }) => [when(name('true'), [node])],
  with: ({ node, fresh }) => [{ kind: 'region', tag: 'with', source: `with ${fresh()} = 1`, body: [node] }],
  'variable renamed by a loop': (place) => {
    const free = freeNames(place.node, place.program);
    const variable = free && free.length > 0 ? place.rng.pick(free) : undefined;
    if (variable === undefined) return null;
    const other = place.fresh();
    return [loop(name(other), list(name(variable)), [renamed(place.node, new Map([[variable, other]]))])];
  },
  'variable renamed by with': (place) => {
    const free = freeNames(place.node, place.program);
    const variable = free && free.length > 0 ? place.rng.pick(free) : undefined;
    if (variable === undefined) return null;
    const other = place.fresh();
    const body = [renamed(place.node, new Map([[variable, other]]))];
    return [{ kind: 'region', tag: 'with', source: `with ${other} = ${variable}`, body }];
  },
  macro: ({ node, program, fresh }) => {
    const free = freeNames(node, program);
    if (!free) return null;
    const wrapper = fresh();
    return { statements: [print(call(name(wrapper), ...free.map(name)))], macros: [macro(wrapper, free, [node])] };
  },
  'macro with other names': ({ node, program, fresh }) => {
    const free = freeNames(node, program);
    if (!free) return null;
    const wrapper = fresh();
    const others = new Map(free.map((one) => [one, fresh()]));
    const made = macro(wrapper, [...others.values()], [renamed(node, others)]);
    return { statements: [print(call(name(wrapper), ...free.map(name)))], macros: [made] };
  },
  'call block': ({ node, fresh }) => {
    if (namesIn(node).has('caller')) return null;
    const wrapper = fresh();
    const around = macro(wrapper, [], [print(call(name('caller')))]);
    return {
      statements: [{ kind: 'callBlock', parameters: [], call: call(name(wrapper)), body: [node] }],
      macros: [around],
    };
  },
};

/** A statement that leaves no variable behind and jumps nowhere. */
function canBeWrapped({ node, program }: StatementPlace): boolean {
  const isOne = ['if', 'for', 'print', 'text'].includes(node.kind);
  return isOne && sitesOf(node, 'macro').length === 0 && isClosed(node, program);
}

/** A rewriting for each form. */
export const WRAPPERS: readonly Rewriting[] = Object.entries(FORMS).map(([form, write]) =>
  ofStatement(`wrapper/${form}`, (place) => {
    const made = canBeWrapped(place) ? write(place) : null;
    return made && ('statements' in made ? made : { statements: made });
  }),
);
