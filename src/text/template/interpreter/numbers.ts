/** Numbers as Python asks for them: as a float, as an index, as a count. */
import { PythonError, typeError } from './errors.ts';
import { lengthIfAny } from './truth.ts';
import { typeNameOf } from './typeNames.ts';
import { isWhole, type Value } from './values.ts';
import { toCount, toFloat } from './wholeNumbers.ts';

type Numeric = bigint | number | boolean;

/** The float that a number is. */
export function floatOf(value: Numeric): number {
  return typeof value === 'bigint' ? toFloat(value) : Number(value);
}

/** A whole number that Python takes for an index. Throws where a value is none. */
export function indexOf(value: Value): bigint {
  if (isWhole(value)) return BigInt(value);
  throw typeError(`'${typeNameOf(value)}' object cannot be interpreted as an integer`);
}

/** An index as a number of JavaScript, as large as can be where it is larger. */
export function countOf(value: Value): number {
  return toCount(indexOf(value));
}

/** Where an element stands, counted from the end where it is negative. Throws IndexError where there is none. */
export function placeOf(index: bigint, value: Value): number {
  const length = BigInt(lengthIfAny(value) ?? 0);
  const place = index < 0n ? index + length : index;
  if (place < 0n || place >= length) throw new PythonError('IndexError', `${typeNameOf(value)} index out of range`);
  return Number(place);
}
