/** How often a value is made of what it was: sums, counts, texts that double. */
import { pathOf } from '../flow/facts.ts';
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Expression, Node } from '../syntax/nodes.ts';

export function isTrue(e: Expression): boolean {
  return e.kind === 'literal' && e.value === true;
}

export function isSum(e: Expression): boolean {
  return e.kind === 'binary' && (e.operator === '+' || e.operator === '~' || e.operator === '*');
}

/** `count + 1` */
export function isCount(e: Expression): boolean {
  return e.kind === 'binary' && (isNumber(e.left) || isNumber(e.right));
}

function isNumber(e: Expression): boolean {
  return e.kind === 'literal' && typeof e.value === 'number';
}

/** How often what `path` names is part of a value. */
export function timesIn(node: Node, path: string): number {
  step();
  if (pathOf(node as Expression) === path) return 1;
  let times = 0;
  eachChild(node, (child) => {
    times += timesIn(child, path);
  });
  return times;
}

const MANY = 16;

/** `n * 1000` */
export function isMultiplied(e: Expression): boolean {
  if (e.kind !== 'binary') return false;
  const isMany = (part: Expression): boolean =>
    part.kind === 'literal' && typeof part.value === 'number' && part.value > MANY;
  if ((e.operator === '*' || e.operator === '**') && (isMany(e.left) || isMany(e.right) || e.operator === '**'))
    return true;
  return isMultiplied(e.left) || isMultiplied(e.right);
}

/** Few rounds double what is short to what is no longer than a page. */
const FEW = 8;

/** `range(4)` */
export function isShort(e: Expression): boolean {
  if (e.kind !== 'call' || e.callee.kind !== 'name' || e.callee.name !== 'range') return false;
  return e.args.every((arg) => arg.kind === 'literal' && typeof arg.value === 'number' && arg.value <= FEW);
}
