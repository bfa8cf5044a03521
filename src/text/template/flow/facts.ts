/** What holds of an expression where a test has held, or has not. */
import { step } from '../steps.ts';
import type { Call, Expression } from '../syntax/nodes.ts';

/** What a test said of an expression, which it is named by: `message.content`. */
export type Fact = 'string' | 'not-string' | 'mapping' | KeyFact;

/** It stands under this key. */
interface KeyFact {
  readonly key: string;
}

/** A path, and what was said of it. */
export type PathFact = readonly [path: string, fact: Fact];

/** Between names: no name has it, though a key may. */
export const STEP = '\u0000';

/** The path of `message.content`, of `message['content']` and of `message.get('content')`; null for what has no name. */
export function pathOf(e: Expression): string | null {
  if (e.kind === 'name') return e.name;
  if (e.kind !== 'member' && e.kind !== 'index' && e.kind !== 'call') return null;
  const path = e.kind === 'call' ? pathOfGet(e) : pathOfMember(e);
  step(path === null ? 1 : 1 + (path.length >> 6));
  return path;
}

/** Of mappings: what stands under such a key, `x.items` is not. */
const METHODS: ReadonlySet<string> = new Set([
  'keys',
  'values',
  'items',
  'get',
  'pop',
  'popitem',
  'update',
  'setdefault',
  'copy',
  'clear',
  'fromkeys',
]);

function pathOfMember(e: Expression & { readonly kind: 'member' | 'index' }): string | null {
  const object = pathOf(e.object);
  if (object === null) return null;
  if (e.kind === 'member') return METHODS.has(e.name) ? null : `${object}${STEP}${e.name}`;
  const key = e.key.kind === 'literal' && e.key.isFloat !== true ? e.key.value : null;
  if (typeof key === 'string' && METHODS.has(key)) return null;
  if (typeof key === 'number') return `${object}${STEP}${STEP}${String(key)}`;
  return typeof key === 'string' && !key.includes(STEP) ? `${object}${STEP}${key}` : null;
}

/** Of one key, which is no number. Gemma 4 */
function pathOfGet({ callee, args, named, spread }: Call): string | null {
  const [key, ...more] = [...args, ...named, ...spread];
  if (callee.kind !== 'member' || callee.name !== 'get' || more.length > 0) return null;
  const object = pathOf(callee.object);
  const isKey =
    object !== null && key !== undefined && 'kind' in key && key.kind === 'literal' && !METHODS.has(String(key.value));
  return isKey && typeof key.value === 'string' && !key.value.includes(STEP) ? `${object}${STEP}${key.value}` : null;
}

/** `x is string and x != ''`, `x is string and x`: where it does not hold, x has no characters. */
function saysNonempty(e: Expression): string | null {
  if (e.kind !== 'binary' || e.operator !== 'and') return null;
  const { left, right } = e;
  if (left.kind !== 'test' || left.name !== 'string' || left.negated) return null;
  const path = pathOf(left.operand);
  const something = nonempty(right);
  return path !== null && something && path === pathOf(something) ? path : null;
}

/** What a condition says to be something: `x`, `x != ''`, `x | length > 0`. */
export function nonempty(e: Expression): Expression | null {
  if (e.kind !== 'compare') return e;
  const [[operator, right] = ['==', e.first] as const, ...more] = e.rest;
  if (more.length > 0 || right.kind !== 'literal') return null;
  if (operator === '!=' && right.value === '') return e.first;
  const counts = e.first.kind === 'filter' && e.first.name === 'length' && e.first.operand;
  return counts && operator === '>' && right.value === 0 ? counts : null;
}

const NO_STRINGS: ReadonlySet<string> = new Set(['number', 'integer', 'float', 'boolean', 'none']);

/** What a test says of paths where it holds, or where it does not. */
export function factsOf(test: Expression, holds: boolean): readonly PathFact[] {
  const said: PathFact[] = [];
  collect(test, holds, said);
  return said;
}

function collect(test: Expression, holds: boolean, said: PathFact[]): void {
  step();
  if (test.kind === 'unary' && test.operator === 'not') collect(test.operand, !holds, said);
  else if (test.kind === 'binary' && test.operator === (holds ? 'and' : 'or')) {
    collect(test.left, holds, said);
    collect(test.right, holds, said);
  } else {
    const fact = factOf(test, holds);
    if (fact) said.push(fact);
  }
}

function factOf(test: Expression, holds: boolean): PathFact | null {
  const characterless = holds ? null : saysNonempty(test);
  if (characterless !== null) return [characterless, 'not-string'];
  const path = test.kind === 'test' ? pathOf(test.operand) : null;
  if (test.kind !== 'test' || path === null) return null;
  const isSo = test.negated !== holds;
  if (test.name === 'string') return [path, isSo ? 'string' : 'not-string'];
  if (test.name === 'mapping' && isSo) return [path, 'mapping'];
  return isSo && NO_STRINGS.has(test.name) ? [path, 'not-string'] : null;
}
