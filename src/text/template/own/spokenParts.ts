/** The parts of an expression that may be part of what it prints: all of them, but for those of which it is known that they are not. */
import type { Call, Expression, Filter } from '../syntax/nodes.ts';

/** How they stand in what is printed: one behind the other, or one of them. */
export interface Parts {
  readonly are: 'seq' | 'alt';
  readonly of: readonly Expression[];
}

const NONE: Parts = { are: 'seq', of: [] };

/** Of ternaries, members, indexes and calls of methods it is asked elsewhere. */
export function spokenParts(e: Expression): Parts {
  switch (e.kind) {
    case 'list':
    case 'tuple':
      return seq(e.items);
    case 'dict':
      return seq(e.pairs.flat());
    case 'member':
    case 'index':
    case 'slice':
      return seq([e.object]);
    case 'call':
      return seq(partsOfCall(e));
    case 'filter':
      return partsOfFilter(e);
    case 'ternary':
      return { are: 'alt', of: e.otherwise ? [e.then, e.otherwise] : [e.then] };
    case 'binary':
      if (e.operator === 'or') return { are: 'alt', of: [e.left, e.right] };
      // What is false prints nothing.
      return seq(e.operator === 'and' ? [e.right] : [e.left, e.right]);
    case 'unary':
      return e.operator === 'not' ? NONE : seq([e.operand]);
    // They are true or false.
    case 'compare':
    case 'test':
    case 'literal':
    case 'name':
      return NONE;
  }
}

function seq(of: readonly Expression[]): Parts {
  return { are: 'seq', of };
}

/** Functions that say to whoever asks, or count. */
const SILENT: ReadonlySet<string> = new Set(['raise_exception', 'range']);
/** Which arguments choose, by their places and names: what is looked for, an attribute, a filter or a test. */
const LOOKED_FOR: Readonly<Record<string, readonly (number | string)[]>> = {
  replace: [0, 'old'],
  split: [0, 'sep'],
  rsplit: [0, 'sep'],
  partition: [0],
  rpartition: [0],
  strip: [0],
  lstrip: [0],
  rstrip: [0],
  trim: [0, 'chars'],
  startswith: [0],
  endswith: [0],
  removeprefix: [0],
  removesuffix: [0],
  find: [0],
  rfind: [0],
  index: [0],
  count: [0],
  get: [0],
  pop: [0],
  setdefault: [0],
};
/** Of filters alone. */
const CHOSEN: Readonly<Record<string, readonly (number | string)[]>> = {
  map: [0, 'attribute'],
  select: [0, 1, 2],
  reject: [0, 1, 2],
  selectattr: [0, 1, 2],
  rejectattr: [0, 1, 2],
  sort: ['attribute', 2],
  unique: ['attribute', 1],
  groupby: [0, 'attribute'],
  sum: [0, 'attribute'],
  min: ['attribute'],
  max: ['attribute'],
  dictsort: ['by', 1],
  attr: [0],
};

function partsOfFilter(e: Filter): Parts {
  const given = spokenArguments(e, chosenBy(e.name));
  const parts = [...(e.operand ? [e.operand] : []), ...given];
  return e.name === 'default' || e.name === 'd' ? { are: 'alt', of: parts } : seq(parts);
}

function chosenBy(name: string): readonly (number | string)[] {
  if (Object.hasOwn(CHOSEN, name)) return CHOSEN[name] ?? [];
  return Object.hasOwn(LOOKED_FOR, name) ? (LOOKED_FOR[name] ?? []) : [];
}

function partsOfCall(e: Call): readonly Expression[] {
  const { callee } = e;
  if (callee.kind === 'name' && SILENT.has(callee.name)) return [];
  if (callee.kind !== 'member') return spokenArguments(e, []);
  const chosen = Object.hasOwn(LOOKED_FOR, callee.name) ? (LOOKED_FOR[callee.name] ?? []) : [];
  // A key that is counted or looked up in a list is none that is printed; the first of `pop` and `get` is a key.
  return [callee.object, ...spokenArguments(e, chosen)];
}

function spokenArguments({ args, named, spread }: Call | Filter, chosen: readonly (number | string)[]): Expression[] {
  return [
    ...args.filter((_, i) => !chosen.includes(i)),
    ...named.flatMap(([name, value]) => (chosen.includes(name) ? [] : [value])),
    ...spread,
  ];
}

/** Filters and methods that leave letters as they are, or put others beside them. */
const LEAVING: ReadonlySet<string> = new Set([
  'trim',
  'strip',
  'lstrip',
  'rstrip',
  'default',
  'd',
  'string',
  'safe',
  'tojson',
  'indent',
  'list',
  'get',
  'items',
  'keys',
  'values',
  'length',
  'count',
  'append',
  'update',
  'extend',
  'insert',
  'selectattr',
  'rejectattr',
  'select',
  'reject',
  'map',
  'first',
  'last',
  'join',
  'dictsort',
  'sort',
  'unique',
  'cycle',
  'format',
  'e',
  'escape',
]);

/** Whether `e` makes other words of the letters of its operand. */
export function changesLetters(e: Expression): boolean {
  if (e.kind === 'slice') return e.step !== null;
  if (e.kind === 'filter') return !LEAVING.has(e.name);
  return e.kind === 'call' && e.callee.kind === 'member' && !LEAVING.has(e.callee.name);
}
