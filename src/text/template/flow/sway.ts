/**
 * What pieces of a text decide. Where a text is cut at its blanks, how many pieces there are, which is the last and which is empty may decide
 * where blanks stand, and whether an empty piece is left out: that is tidying. Anything else is reported.
 */
import { step } from '../steps.ts';
import type { Body, Expression, For, If, Set as SetStatement, Statement } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { nonempty, pathOf } from './facts.ts';
import { isBlank, isStop } from './idioms.ts';
import { hasWords } from './saidBy.ts';
import { hasClock, hasText, isCut } from './traits.ts';
import type { Value } from './value.ts';

/** How a condition may decide: by structure, anything; by blanks or pieces of a text, blanks alone. */
export type Sway = 'structure' | 'blanks';

/** Calls `visit` where `sway` decides. */
export function under<T>(a: Analysis, sway: Sway, visit: () => T): T {
  return sway === 'blanks' ? a.swayed(visit) : visit();
}

/** Of a condition: whether a text is empty is structure; the clock decides nothing. */
export function decided(a: Analysis, { node, value }: Operand): Sway {
  if (value.kind === 'said' && value.clock) a.report('template/depends-on-clock', node, 'a condition on the clock');
  if (value.kind === 'swayed' || (value.kind === 'said' && value.grain === 'piece')) return 'blanks';
  if (value.kind === 'list' && value.pieces) return 'blanks';
  const isMeasured = value.kind === 'length' && value.of !== 'text';
  if (isMeasured || (value.kind !== 'length' && value.kind !== 'list' && value.kind !== 'record' && isCut(value)))
    a.report('template/depends-on-text', node, 'a condition on how long a text is');
  return 'structure';
}

/** Whether what `body` does under a condition on pieces is tidying: `piece` is the path of the one that is not empty there. */
function isTidy(a: Analysis, body: Body, piece: string | null): boolean {
  return body.every((statement) => isTidyStatement(a, statement, piece));
}

function isTidyStatement(a: Analysis, s: Statement, piece: string | null): boolean {
  step();
  if (s.kind === 'text') return isBlank(s.text);
  if (s.kind === 'output') return isTidyExpression(a, s.value, piece);
  if (s.kind === 'set') return isTidySet(a, s, piece);
  if (s.kind === 'if') return s.branches.every(([, inner]) => isTidy(a, inner, piece)) && isTidy(a, s.otherwise, piece);
  return false;
}

/** `out = out + line`, `ns.lines = ns.lines + [line]`: what was there stays. */
function isTidySet(a: Analysis, s: SetStatement, piece: string | null): boolean {
  const target = s.target.kind === 'targets' ? null : pathOf(s.target);
  if (target !== null && target === piece && tidiedPath(s.value) === piece) return true;
  const rest = target === null ? null : addedTo(target, s.value);
  if (rest === null) return false;
  // What is put before it must not be a piece: the text would run backwards.
  const { before, behind } = rest;
  return (
    before.every((added) => isTidyExpression(a, added, null)) &&
    behind.every((added) => isTidyExpression(a, added, piece))
  );
}

interface Added {
  readonly before: readonly Expression[];
  readonly behind: readonly Expression[];
}

/** What is put before or behind `path`; null where it is not kept. */
function addedTo(path: string, e: Expression): Added | null {
  if (pathOf(e) === path) return { before: [], behind: [] };
  if (e.kind !== 'binary' || (e.operator !== '+' && e.operator !== '~')) return null;
  const [left, right] = [addedTo(path, e.left), addedTo(path, e.right)];
  if (left) return { ...left, behind: [...left.behind, e.right] };
  return right && { ...right, before: [e.left, ...right.before] };
}

function isTidyExpression(a: Analysis, e: Expression, piece: string | null): boolean {
  if (e.kind === 'binary' && (e.operator === '+' || e.operator === '~'))
    return isTidyExpression(a, e.left, piece) && isTidyExpression(a, e.right, piece);
  if (e.kind === 'list') return e.items.every((item) => isTidyExpression(a, item, piece));
  if (piece !== null && tidiedPath(e) === piece) return true;
  const value = a.evaluate(e);
  if (value.kind === 'constant' && isStop(value.value)) return true;
  return piece !== null && isPunctuation(value);
}

function isPunctuation(value: Value): boolean {
  return !hasText(value) && !hasClock(value) && !hasWords(value);
}

const TIDIES: ReadonlySet<string> = new Set(['strip', 'lstrip', 'rstrip', 'trim']);

/** The path of what is tidied: `line` of `line.strip()` and of `line | trim`. */
function tidiedPath(e: Expression): string | null {
  if (e.kind === 'filter' && e.operand && TIDIES.has(e.name)) return tidiedPath(e.operand);
  if (e.kind === 'call' && e.callee.kind === 'member' && TIDIES.has(e.callee.name)) return tidiedPath(e.callee.object);
  return pathOf(e);
}

/** Reports where a branch on pieces does more than to tidy. */
export function checkBranches(a: Analysis, { branches, otherwise }: If): void {
  const bodies = branches.map(([test, body]) => [pieceOf(test), body] as const);
  const isSound = [...bodies, [null, otherwise] as const].every(([piece, body]) => isTidy(a, body, piece));
  const [first] = branches;
  if (!isSound && first) a.report('template/depends-on-text', first[0], 'a condition on the lines or blanks of a text');
}

/** Reports where a loop over the pieces of a text does more than to tidy them. */
export function checkLoop(a: Analysis, { target, items, body }: For): void {
  if (isTidy(a, body, target.kind === 'targets' ? null : pathOf(target))) return;
  a.report('template/depends-on-text', items, 'a loop over pieces of a text that prints more than them');
}

/** As {@link checkBranches}, of `then if test else otherwise`. */
export function checkTernary(a: Analysis, e: Expression & { readonly kind: 'ternary' }): void {
  const isSound =
    isTidyExpression(a, e.then, pieceOf(e.test)) && (!e.otherwise || isTidyExpression(a, e.otherwise, null));
  if (!isSound) a.report('template/depends-on-text', e.test, 'a condition on the lines or blanks of a text');
}

/** The path of the piece that `test` says to be something. */
export function pieceOf(test: Expression): string | null {
  const asked = nonempty(test);
  return asked && tidiedPath(asked);
}

/** `{% if at < 0 %}{% set at = 0 %}{% endif %}`: a place in a text, set right. */
export function isClamp(a: Analysis, { branches, otherwise }: If): boolean {
  if (branches.length > 1 || otherwise.length > 0) return false;
  const [[test, body] = [null, []] as const] = branches;
  if (test?.kind !== 'compare') return false;
  const [[operator, limit] = ['==', test.first] as const, ...further] = test.rest;
  if (further.length > 0 || !['<', '>', '<=', '>='].includes(operator) || limit.kind !== 'literal') return false;
  const path = pathOf(test.first);
  return path !== null && a.evaluate(test.first).kind === 'length' && body.every((s) => isNumberFor(path, s));
}

function isNumberFor(path: string, s: Statement): boolean {
  if (s.kind === 'text') return isBlank(s.text);
  return (
    s.kind === 'set' &&
    s.value.kind === 'literal' &&
    typeof s.value.value === 'number' &&
    pathOf(s.target as Expression) === path
  );
}
