import { hasWords, saidBy } from './saidBy.ts';
import type { Value } from './value.ts';
import { isNumber, OFFSET, PIECE, piecesOf, SWAYED } from './values.ts';

/**
 * What a name holds that is assigned where pieces of a text decide: a string is a piece of a text at most, a list one of pieces, a number a place;
 * what else there is tells of the text.
 */
export function swayedValue(value: Value): Value {
  if (isString(value)) return { ...saidBy([PIECE, value]), words: hasWords(value) };
  if (value.kind === 'list') return piecesOf(value.item);
  if (value.kind === 'given') return value.maybeString && !value.maybeList ? PIECE : SWAYED;
  return isNumber(value) || value.kind === 'length' ? OFFSET : SWAYED;
}

/** Or what structure alone makes, which may be one. */
function isString(value: Value): boolean {
  return (
    value.kind === 'said' ||
    value.kind === 'structure' ||
    (value.kind === 'constant' && typeof value.value === 'string')
  );
}
