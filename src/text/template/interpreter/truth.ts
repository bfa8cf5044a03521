import { lengthInPoints } from './codePoints.ts';
import { Dict, DictView } from './dict.ts';
import { typeError } from './errors.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isSequence, isText, itemsOf, Range, type Value } from './values.ts';

/** As Python takes a value where it asks for a condition. */
export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (isNumeric(value)) return Boolean(value) || Number.isNaN(value);
  if (isText(value)) return charactersOf(value) !== '';
  return lengthIfAny(value) !== 0;
}

/** Null where there is none. */
export function lengthIfAny(value: Value): number | null {
  if (isSequence(value)) return itemsOf(value).length;
  if (isText(value)) return lengthInPoints(charactersOf(value));
  if (value instanceof Dict) return value.size;
  if (value instanceof DictView) return value.dict.size;
  if (value instanceof Range) return Number(value.length);
  return value instanceof Undefined ? 0 : null;
}

export function lengthOf(value: Value): number {
  const length = lengthIfAny(value);
  if (length === null) throw typeError(`object of type '${typeNameOf(value)}' has no len()`);
  return length;
}
