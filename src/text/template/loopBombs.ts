import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';
import { bodiesOf } from './syntax/bodiesOf.ts';
import type { Arguments, Body, Call, Expression, Filter, For, Node } from './syntax/nodes.ts';
import type { Tree } from './syntax/tree.ts';

/** Conversations have hundreds of messages; no format counts to a hundred thousand. */
const MAX_REPEATS = 100_000;
/** Arguments of one call that are looked at. */
const MOST_ARGUMENTS = 8;
/** What a message shows. */
const MOST_SHOWN = 5;
/** Filters and methods that make as much text as a number says. */
const WIDTHS: ReadonlySet<string> = new Set([
  'center',
  'indent',
  'ljust',
  'rjust',
  'zfill',
  'batch',
  'slice',
  'wordwrap',
]);

/** Ranges, nested loops, products and widths whose size is a constant, and too large. */
export function loopBombs({ body, nodes }: Tree, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const rounds = new Map<Node, number>();
  countRounds(body, 1, constants, rounds);
  for (const node of nodes) {
    if (found.size >= MOST_SHOWN) break;
    const size = sizeOf(node, constants);
    if (size > MAX_REPEATS) found.add(`${what(node)} of ${String(size)}`);
    const all = rounds.get(node) ?? 0;
    if (all > MAX_REPEATS) found.add(`loops of ${String(all)} rounds in all`);
  }
  if (found.size === 0) return [];
  const message = `expected at most ${String(MAX_REPEATS)} repeats, found ${[...found].slice(0, MOST_SHOWN).join(', ')}`;
  return [{ rule: 'template/unbounded-loop', message }];
}

/** Rounds of each loop, with those of the loops around it, where they are more than one. A macro begins anew. */
function countRounds(body: Body, around: number, constants: Constants, rounds: Map<Node, number>): void {
  for (const statement of body) {
    const of = statement.kind === 'for' ? around * repeats(statement, constants) : around;
    if (statement.kind === 'for' && of > 1) rounds.set(statement, of);
    for (const inner of bodiesOf(statement)) {
      const isElse = statement.kind === 'for' && inner === statement.otherwise;
      countRounds(inner, statement.kind === 'macro' ? 1 : isElse ? around : of, constants, rounds);
    }
  }
}

/** How often a loop over a constant goes round; loops over data count once. */
function repeats({ items }: For, constants: Constants): number {
  const value = constants.value(items);
  if (typeof value === 'object' || typeof value === 'string') return value.length;
  return Math.max(1, rangeLength(items, constants) ?? 1);
}

function rangeLength(node: Node, constants: Constants): number | undefined {
  if (node.kind !== 'call' || calledName(node) !== 'range') return undefined;
  const numbers = node.args.slice(0, MOST_ARGUMENTS).map((arg) => constants.number(arg));
  const [first, second, step = 1] = numbers;
  if (first === undefined || (numbers.length > 1 && second === undefined)) return undefined;
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  return Math.max(0, Math.ceil((stop - start) / (step || 1)));
}

function sizeOf(node: Node, constants: Constants): number {
  if (node.kind === 'binary') return node.operator === '*' ? productOf(node.left, node.right, constants) : 0;
  if (node.kind !== 'filter' && node.kind !== 'call') return 0;
  if (WIDTHS.has(calledName(node) ?? '')) return widthOf(node, constants);
  return rangeLength(node, constants) ?? 0;
}

function widthOf({ args, named }: Arguments, constants: Constants): number {
  const values = [...args.slice(0, MOST_ARGUMENTS), ...named.slice(0, MOST_ARGUMENTS).map(([, value]) => value)];
  return Math.max(0, ...values.map((value) => constants.number(value) ?? 0));
}

/** A string or a list times a number. The product of two numbers is only a number. */
function productOf(left: Expression, right: Expression, constants: Constants): number {
  const [a, b] = [constants.number(left), constants.number(right)];
  const count = a ?? b;
  if (count === undefined || (a !== undefined && b !== undefined)) return 0;
  return count * Math.max(1, lengthOf(a === undefined ? left : right, constants));
}

function lengthOf(node: Expression, constants: Constants): number {
  const value = constants.value(node);
  if (typeof value === 'string' || typeof value === 'object') return value.length;
  return node.kind === 'list' || node.kind === 'tuple' ? node.items.length : 0;
}

/** Of a filter, a function or a method. */
function calledName(node: Filter | Call): string | null {
  if (node.kind === 'filter') return node.name;
  const { callee } = node;
  return callee.kind === 'name' || callee.kind === 'member' ? callee.name : null;
}

function what(node: Node): string {
  return node.kind === 'filter' || node.kind === 'call' ? `a ${calledName(node) ?? 'range'}` : 'a product';
}
