/** What is assigned to targets: names, fields of namespaces, several at once. */
import type { Target } from '../syntax/nodes.ts';
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
    a.assign(target.name, value);
    a.forget(target.name);
    a.pairs.unpair(target.name);
  } else if (target.object.kind === 'name') {
    a.assignField(target.name, value);
    a.forget(target.object.name);
  }
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
