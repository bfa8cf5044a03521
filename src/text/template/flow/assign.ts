/** What is assigned to targets: names, fields of namespaces, several at once. */
import type { Span, Target } from '../syntax/nodes.ts';
import type { Analysis } from './analysis.ts';
import { elementOf } from './members.ts';
import type { Value } from './value.ts';
import { fieldOf } from './values.ts';

/** `{% set target = value %}` */
export function set(a: Analysis, target: Target, value: Value): void {
  assignTo(a, target, value);
  if (target.kind === 'name') a.holds(target.name, value);
}

export function assignTo(a: Analysis, target: Target, value: Value): void {
  if (target.kind === 'targets') {
    if (isTextToUnpack(value)) a.report('template/depends-on-text', target, 'a text that is taken apart');
    target.items.forEach((item, i) => {
      assignTo(a, item, value.kind === 'record' ? fieldOf(value, String(i)) : elementOf(value));
    });
  } else if (target.kind === 'name') {
    refuseReserved(a, target.name, target);
    a.assign(target.name, value);
    forgetName(a, target.name);
  } else if (target.object.kind === 'name') {
    a.assignField(target.name, value);
    a.forget(target.object.name);
  }
}

/** It holds something else from here on. */
export function forgetName(a: Analysis, name: string): void {
  a.forget(name);
  a.pairs.unpair(name);
}

/** Names that mean something to Jinja, or that Python takes for another, are nobody else's. */
const RESERVED: ReadonlySet<string> = new Set(['loop', 'caller', 'varargs', 'kwargs', 'self']);

export function refuseReserved(a: Analysis, name: string, span: Span): void {
  if (RESERVED.has(name) || name !== name.normalize('NFKC'))
    a.report('template/not-proven', span, `"${name}", a name that is not the template’s to give`);
}

/** It has as many parts as the text has characters. */
function isTextToUnpack(value: Value): boolean {
  if (value.kind === 'list') return value.pieces;
  if (value.kind === 'given') return value.maybeString;
  return (value.kind === 'said' && value.text) || value.kind === 'swayed' || value.kind === 'length';
}

export function forgetTarget(a: Analysis, target: Target): void {
  if (target.kind === 'name') a.forget(target.name);
  if (target.kind === 'targets') for (const item of target.items) forgetTarget(a, item);
}
