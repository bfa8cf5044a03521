/** Arguments of methods of texts. */
import { lengthInPoints } from './codePoints.ts';
import { typeError } from './errors.ts';
import { countOf } from './numbers.ts';
import { typeNameOf } from './typeNames.ts';
import { charactersOf, isText, type Value } from './values.ts';

/** The characters of an argument that must be a text. */
export function textIn(value: Value | undefined): string {
  if (value !== undefined && isText(value)) return charactersOf(value);
  throw typeError(`must be str, not ${typeNameOf(value ?? null)}`);
}

/** The same where None may stand for none. */
export function textOrNone(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : textIn(value);
}

/** A whole number, or `otherwise` where there is none. */
export function countIn(value: Value | undefined, otherwise: number): number {
  return value === undefined ? otherwise : countOf(value);
}

/** One character that fills up to a width. */
export function fillIn(value: Value | undefined): string {
  const fill = value === undefined ? ' ' : textIn(value);
  if (lengthInPoints(fill) !== 1) throw typeError('The fill character must be exactly one character long');
  return fill;
}
