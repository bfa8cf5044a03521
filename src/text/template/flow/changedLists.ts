/**
 * Lists that a template changes, as readers other than transformers let it. Which list it is must be known, since whoever else holds it sees the
 * change: one that a literal of the template made. What is put into any of these is taken to be in all.
 */
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Call, Expression, For, Node } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { hasClock, hasText } from './traits.ts';
import type { ListOf, Value } from './value.ts';
import { isNumber, isScalar, STRUCTURE } from './values.ts';

/** Kimi K2: the ids of calls, until their results come. */
const CHANGES: ReadonlySet<string> = new Set(['append', 'pop']);

export function changesList(name: string): boolean {
  return CHANGES.has(name);
}

/** `list.append(value)`, `list.pop(0)` */
export function changedList(a: Analysis, e: Call, name: string, list: Operand, args: readonly Operand[]): Value {
  if (a.isSwayed)
    return a.report('template/depends-on-text', e, 'a list that is changed where pieces of a text decide');
  const { value } = list;
  if (!isOwn(a, list.node) || !isMade(value))
    return a.report(
      'template/not-proven',
      e,
      'a list that is changed, and may be another than one of the template’s own',
    );
  return name === 'pop' ? popped(a, e, value, args) : appended(a, e, args);
}

/** A name, or a field of a namespace. */
function isOwn(a: Analysis, node: Expression): boolean {
  return node.kind === 'name' || (node.kind === 'member' && a.evaluate(node.object) === a.namespaces);
}

function isMade(value: Value): value is ListOf {
  return value.kind === 'list' && value.made;
}

function popped(a: Analysis, e: Call, { item }: ListOf, args: readonly Operand[]): Value {
  if (args.every(({ value }) => isNumber(value))) return item;
  return a.report('template/not-proven', e, 'a place in a list that is no number of the template’s own');
}

function appended(a: Analysis, e: Call, args: readonly Operand[]): Value {
  for (const { value } of args) {
    if (!isScalar(value) || hasText(value) || hasClock(value))
      return a.report('template/not-proven', e, 'a list that is given more than ids and counts');
    a.append(value);
  }
  return STRUCTURE;
}

/** Reports a loop that might go on for ever: its list grows while it is gone through. */
export function checkGrowth(a: Analysis, s: For, { value }: Operand): void {
  if (!a.appends || !isMade(value)) return;
  const macros = new Set<string>();
  if (s.body.some((inner) => mayAppend(a, inner, macros)) || (s.test && mayAppend(a, s.test, macros)))
    a.report('template/not-proven', s.items, 'a loop over a list that may grow in it');
}

/** `macros`: those that were gone through. */
function mayAppend(a: Analysis, node: Node, macros: Set<string>): boolean {
  step();
  if (node.kind === 'call' && callAppends(a, node, macros)) return true;
  let appends = false;
  eachChild(node, (child) => {
    appends ||= mayAppend(a, child, macros);
  });
  return appends;
}

function callAppends(a: Analysis, { callee }: Call, macros: Set<string>): boolean {
  if (callee.kind === 'member') return callee.name === 'append';
  if (callee.kind !== 'name') return false;
  if (callee.name === 'caller') return true;
  const macro = a.macros.get(callee.name);
  if (!macro || macros.has(callee.name)) return false;
  macros.add(callee.name);
  return macro.body.some((inner) => mayAppend(a, inner, macros));
}
