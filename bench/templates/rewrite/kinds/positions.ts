/** A statement moved elsewhere: to the start or end of what it stands in, into a loop of its own, to one message alone. */
import { attribute, binary, index, keywordFilter, list, loop, name, number, string, when } from '../build.ts';
import type { Expression, Node, Of, Statement } from '../nodes.ts';
import { ofStatement, type Rewriting, type StatementPlace, type Statements } from '../rewriting.ts';
import { messageLoop, messageOf } from '../scopes.ts';
import { namesIn, rebuilt, sitesOf, spliced } from '../trees.ts';

/** Without the statement in the loop over the messages, and with `moved` behind or in front of that. */
function beside({ node, above }: StatementPlace, moved: (around: Of<'for'>) => Statement, side: Side): Moved | null {
  const outer = messageLoop(above);
  if (!outer?.body.includes(node)) return null;
  const rest = { ...outer, body: outer.body.filter((one) => one !== node) };
  return { outer, to: side === 'before' ? [moved(outer), rest] : [rest, moved(outer)] };
}

type Side = 'before' | 'after';
interface Moved {
  readonly outer: Statement;
  readonly to: readonly Statement[];
}

type Move = (place: StatementPlace) => Moved | null;

/** In a loop of its own over the messages. */
function own(side: Side): Move {
  return (place) => beside(place, ({ target, iterable }) => loop(target, iterable, [place.node]), side);
}

/** In a loop of its own over the texts alone. */
const overTexts: Move = (place) => {
  const message = messageOf(place.above);
  if (message?.kind !== 'name') return null;
  const text = name(place.fresh());
  const moved = rebuilt(place.node, (node) => (isText(node, message.name) ? text : null));
  if (namesIn(moved).has(message.name)) return null;
  const texts = (messages: Expression): Expression => keywordFilter(messages, 'map', 'attribute', string('content'));
  return beside(place, ({ iterable }) => loop(text, texts(iterable), [moved]), 'before');
};

function isText(node: Node, variable: string): boolean {
  if (node.kind !== 'attribute' && node.kind !== 'index') return false;
  const key = node.kind === 'index' && node.index.kind === 'string' ? node.index.value : null;
  const member = node.kind === 'attribute' ? node.name : key;
  return member === 'content' && node.object.kind === 'name' && node.object.name === variable;
}

/** For one message alone, outside the loop. */
function oneMessage(at: (messages: Expression) => Expression, side: Side): Move {
  return (place) => {
    if (namesIn(place.node).has('loop')) return null;
    return beside(place, ({ target, iterable }) => loop(target, list(at(iterable)), [place.node]), side);
  };
}

const MOVES: Readonly<Record<string, Move>> = {
  'own loop before': own('before'),
  'own loop after': own('after'),
  'own loop over texts': overTexts,
  'last message, after': oneMessage((messages) => index(messages, number(-1)), 'after'),
  'last message, before': oneMessage((messages) => index(messages, number(-1)), 'before'),
  'first message, before': oneMessage((messages) => index(messages, number(0)), 'before'),
  'first message, after': oneMessage((messages) => index(messages, number(0)), 'after'),
};

const moves = Object.entries(MOVES).map(([form, move]): Rewriting =>
  ofStatement(`position/${form}`, (place) => {
    const made = canMove(place) ? move(place) : null;
    return made && replacing(place, made.outer, made.to);
  }),
);

/** The whole template, in which an outer statement gives way to others: in terms of the statement that is being rewritten. */
function replacing(place: StatementPlace, outer: Statement, to: readonly Statement[]): Statements {
  return { statements: [], whole: spliced(place.program, outer, to) };
}

function canMove({ node, program }: StatementPlace): boolean {
  if (node.kind !== 'if' && node.kind !== 'for' && node.kind !== 'print') return false;
  if (sitesOf(node, 'tag', 'set', 'setBlock', 'macro').length > 0 || namesIn(node).has('add_generation_prompt'))
    return false;
  if (node.kind === 'print') return sitesOf(node, 'ternary', 'dict', 'call', 'filter').length > 0;
  return !(node.kind === 'for' && program.includes(node));
}

type Within = (body: readonly Statement[], node: Statement, place: StatementPlace) => readonly Statement[];

const WITHIN: Readonly<Record<string, Within>> = {
  start: (body, node) => [node, ...body.filter((one) => one !== node)],
  end: (body, node) => [...body.filter((one) => one !== node), node],
  anywhere: (body, node, { rng }) => {
    const rest = body.filter((one) => one !== node);
    const at = rng.int(0, rest.length);
    return [...rest.slice(0, at), node, ...rest.slice(at)];
  },
};

const within = Object.entries(WITHIN).map(([form, move]) =>
  ofStatement(`position/${form}`, (place) => {
    const { node, above, program } = place;
    const outer = above.at(-1);
    if (!canMove(place)) return null;
    if (!outer) return { statements: [], whole: move(program, node, place) };
    if (!('body' in outer) || !outer.body.includes(node)) return null;
    return replacing(place, outer, [{ ...outer, body: move(outer.body, node, place) }]);
  }),
);

const loopIndex = attribute(name('loop'), 'index0');
const GATES: Readonly<Record<string, (message: Expression, at: number) => Expression>> = {
  'first message': () => attribute(name('loop'), 'first'),
  'last message': () => attribute(name('loop'), 'last'),
  'message of a number': (_message, at) => binary('==', loopIndex, number(at)),
  'from a message on': (_message, at) => binary('>=', loopIndex, number(at)),
  'all but the first': () => loopIndex,
  'long conversations': (_message, at) =>
    binary('>', { kind: 'filter', operand: name('messages'), name: 'length', args: [] }, number(at)),
  'same message': (message) => binary('==', message, index(name('messages'), loopIndex)),
};

const gates = Object.entries(GATES).map(([form, gate]) =>
  ofStatement(`position/${form}`, (place) => {
    const message = messageOf(place.above);
    if (!message || !canMove(place) || place.node.kind === 'print') return null;
    if (messageLoop(place.above)?.body.includes(place.node) !== true) return null;
    return { statements: [when(gate(message, place.rng.int(0, 4)), [place.node])] };
  }),
);

/** A rewriting for each form. */
export const POSITIONS: readonly Rewriting[] = [...moves, ...within, ...gates];
