/** How often a text, a list or a number that has a name is part of what an expression makes. */
import { step } from '../steps.ts';
import type { Call, Expression, Filter } from '../syntax/nodes.ts';
import { field, printedBy } from './sources.ts';

export type Times = Map<string, number>;

/** What doubles a text at most, each time: escapes of JSON, a length that is not known. */
const DOUBLED = 2;

export function timesOf(e: Expression): Times {
  const times: Times = new Map();
  count(e, 1, times);
  return times;
}

function count(e: Expression | null, by: number, times: Times): void {
  if (e === null || e.kind === 'literal') return;
  step();
  // Nothing else has more of a name than it had.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (e.kind) {
    case 'name':
      add(times, e.name, by);
      return;
    case 'list':
    case 'tuple':
      for (const item of e.items) count(item, by, times);
      return;
    case 'dict':
      for (const [key, value] of e.pairs) {
        count(key, by, times);
        count(value, by, times);
      }
      return;
    case 'member':
      add(times, fieldOf(e.object, e.name), by);
      return;
    case 'index':
      add(times, fieldOf(e.object, e.key.kind === 'literal' ? String(e.key.value) : ''), by);
      return;
    case 'slice':
      count(e.object, by, times);
      return;
    case 'unary':
      count(e.operand, by, times);
      return;
    case 'binary':
      countBinary(e, by, times);
      return;
    case 'ternary':
      countEither([e.then, e.otherwise], by, times);
      return;
    case 'filter':
      countFilter(e, by, times);
      return;
    case 'call':
      countCall(e, by, times);
  }
}

/** Of what has a name, to be asked later whether it is a namespace. */
function fieldOf(object: Expression, name: string): string {
  return object.kind === 'name' ? `${object.name}${field(name)}` : field(name);
}

function add(times: Times, name: string, by: number): void {
  times.set(name, (times.get(name) ?? 0) + by);
}

/** One of them: of each name as often as in that which has most. */
function countEither(all: readonly (Expression | null)[], by: number, times: Times): void {
  const most: Times = new Map();
  for (const one of all) {
    const own: Times = new Map();
    count(one, by, own);
    for (const [name, n] of own) most.set(name, Math.max(n, most.get(name) ?? 0));
  }
  for (const [name, n] of most) add(times, name, n);
}

function countBinary(e: Expression & { readonly kind: 'binary' }, by: number, times: Times): void {
  if (e.operator === 'and' || e.operator === 'or') {
    countEither([e.left, e.right], by, times);
    return;
  }
  const isProduct = e.operator === '*' || e.operator === '**';
  count(e.left, isProduct ? by * factorOf(e.right) : by, times);
  count(e.right, isProduct ? by * factorOf(e.left) : by, times);
}

/** How often what is multiplied by it is there. */
function factorOf(e: Expression): number {
  return e.kind === 'literal' && typeof e.value === 'number' ? Math.max(1, Math.ceil(e.value)) : DOUBLED;
}

const GROWING: ReadonlySet<string> = new Set(['tojson', 'urlize', 'xmlattr', 'pprint', 'escape', 'e', 'forceescape']);

function countFilter(e: Filter, by: number, times: Times): void {
  const [first, second] = e.args;
  const grown = GROWING.has(e.name) ? DOUBLED : e.name === 'replace' ? replacing(first, second) : 1;
  count(e.operand, by * grown, times);
  for (const arg of e.args) count(arg, by * (e.name === 'replace' || e.name === 'join' ? DOUBLED : 1), times);
  for (const [, value] of e.named) count(value, by, times);
}

/** A text that is put in the place of a longer one makes nothing grow. */
function replacing(from: Expression | undefined, to: Expression | undefined): number {
  const [old, put] = [from, to].map((e) => (e?.kind === 'literal' ? String(e.value).length : 0));
  return old && put !== undefined ? Math.max(1, Math.ceil(put / old)) : DOUBLED;
}

function countCall({ callee, args, named }: Call, by: number, times: Times): void {
  if (callee.kind === 'name') add(times, printedBy(callee.name), by);
  const method = callee.kind === 'member' ? callee.name : null;
  const [first, second] = args;
  const grown = method === 'replace' ? replacing(first, second) : method === 'join' ? DOUBLED : 1;
  if (callee.kind === 'member') count(callee.object, by * grown, times);
  const isRepeated = method === 'replace' || method === 'format';
  const places = method === 'format' && callee.kind === 'member' ? placesIn(callee.object) : DOUBLED;
  for (const arg of args) count(arg, by * (isRepeated ? places : 1), times);
  for (const [, value] of named) count(value, by * (isRepeated ? places : 1), times);
}

/** `'{0}{0}'.format(x)` */
function placesIn(format: Expression): number {
  return format.kind === 'literal' ? String(format.value).split('{').length - 1 : DOUBLED;
}
