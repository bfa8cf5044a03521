import {
  called,
  child,
  list,
  methodCall,
  operatorOf,
  inherited,
  walk,
  type Ancestor,
  type TemplateNode,
} from './ast.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';

/** Conversations have hundreds of messages; no format counts to a hundred thousand. */
const MAX_REPEATS = 100_000;
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
export function loopBombs(root: TemplateNode, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const rounds = new Map<TemplateNode, number>();
  const enclosing = roundsAround(rounds);
  walk(root, (node, parent) => {
    const size = sizeOf(node, constants);
    if (size > MAX_REPEATS) found.add(`${what(node)} of ${String(size)}`);
    if (node.type !== 'For') return;
    const all = enclosing(parent) * repeats(child(node, 'iterable'), constants);
    rounds.set(node, all);
    if (all > MAX_REPEATS) found.add(`loops of ${String(all)} rounds in all`);
  });
  if (found.size === 0) return [];
  const message = `expected at most ${String(MAX_REPEATS)} repeats, found ${[...found].slice(0, 5).join(', ')}`;
  return [{ rule: 'template/unbounded-loop', message }];
}

/** Rounds of the nearest loop around, which has those of its own in it. */
function roundsAround(rounds: ReadonlyMap<TemplateNode, number>): (parent: Ancestor | null) => number {
  return inherited(1, ({ node, field }, above) => {
    if (node.type === 'Macro') return 1;
    return node.type === 'For' && field === 'body' ? (rounds.get(node) ?? 1) : above;
  });
}

/** How often a loop over a constant goes round; loops over data count once. */
function repeats(iterable: TemplateNode | undefined, constants: Constants): number {
  if (!iterable) return 1;
  const value = constants.value(iterable);
  if (typeof value === 'object' || typeof value === 'string') return value.length;
  return Math.max(1, rangeLength(iterable, constants) ?? 1);
}

function rangeLength(node: TemplateNode, constants: Constants): number | undefined {
  const call = node.type === 'CallExpression' ? called(node) : null;
  if (call?.name !== 'range') return undefined;
  const numbers = call.args.map((arg) => constants.number(arg));
  const [first, second, step = 1] = numbers;
  if (first === undefined || (numbers.length > 1 && second === undefined)) return undefined;
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  return Math.max(0, Math.ceil((stop - start) / (step || 1)));
}

function sizeOf(node: TemplateNode, constants: Constants): number {
  if (node.type === 'BinaryExpression' && operatorOf(node) === '*') return productOf(node, constants);
  if (node.type === 'FilterExpression' || node.type === 'CallExpression') {
    const call = methodCall(node) ?? called(node);
    if (call && WIDTHS.has(call.name))
      return Math.max(0, ...call.args.slice(0, 8).map((arg) => constants.number(arg) ?? 0));
  }
  return rangeLength(node, constants) ?? 0;
}

/** A string or a list times a number. The product of two numbers is only a number. */
function productOf(node: TemplateNode, constants: Constants): number {
  const sides = [child(node, 'left'), child(node, 'right')];
  const count = sides.map((side) => constants.number(side)).find((n) => n !== undefined);
  const other = sides.find((side) => constants.number(side) === undefined);
  if (count === undefined || !other) return 0;
  const value = constants.value(other);
  const length = typeof value === 'string' || typeof value === 'object' ? value.length : list(other, 'value').length;
  return count * Math.max(1, length);
}

function what(node: TemplateNode): string {
  return node.type === 'BinaryExpression' ? 'a product' : `a ${(methodCall(node) ?? called(node))?.name ?? 'range'}`;
}
