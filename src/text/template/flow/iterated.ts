/** What a loop goes over, and what it knows of its rounds. */
import type { Analysis, Operand } from './analysis.ts';
import { elementOf, keyOf } from './members.ts';
import type { Value } from './value.ts';
import { isTuple, NUMBER, record, recordOf, STRUCTURE, SWAYED } from './values.ts';

/** An item of what is looped over. */
export function iterated(a: Analysis, { node, value }: Operand): Value {
  if (value.kind === 'said' && value.clock) return a.report('template/depends-on-clock', node, 'a loop over the clock');
  if (value.kind === 'swayed' || value.kind === 'length')
    return a.report('template/depends-on-text', node, 'a loop over what a text decides');
  if ((value.kind === 'said' && value.text) || (value.kind === 'given' && value.maybeString))
    return a.report('template/depends-on-text', node, 'a loop over the characters of a text');
  if (value.kind === 'schema' && value.maybeText)
    return a.report('template/depends-on-text', node, 'a loop over the characters of a text');
  const isMapping = value.kind === 'schema' || (value.kind === 'given' && !value.maybeList);
  if (isMapping || (value.kind === 'record' && !isTuple(value))) return keyOf(value);
  return elementOf(value);
}

const COUNTS = ['index', 'index0', 'length', 'revindex', 'revindex0'].map((name) => [name, NUMBER] as const);

/** `loop`, of a loop over such items. */
export function loopOf(item: Value): Value {
  return recordOf(new Map<string, Value>([['previtem', item], ['nextitem', item], ...COUNTS]), STRUCTURE);
}

/** The same, of a loop over pieces of a text. */
export const LOOP_OF_PIECES = record({}, SWAYED);
