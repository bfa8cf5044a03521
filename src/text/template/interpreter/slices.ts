/** `value[from:to:step]`, as Python has it. */
import { pointsOf } from './codePoints.ts';
import { typeError, valueError } from './errors.ts';
import { indexOf } from './numbers.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isText, Markup, Range, Tuple, type Value } from './values.ts';
import { work } from './work.ts';

export interface Bounds {
  readonly from: Value;
  readonly to: Value;
  readonly step: Value;
}

/** Throws where a value has no slices. */
export function sliced(value: Value, bounds: Bounds): Value {
  if (Array.isArray(value)) return picked(value, bounds);
  if (value instanceof Tuple) return new Tuple(picked(value.items, bounds));
  if (value instanceof Range) return slicedRange(value, bounds);
  if (!isText(value))
    throw value instanceof Undefined
      ? value.failure()
      : typeError(`'${typeNameOf(value)}' object is not subscriptable`);
  const text = picked(pointsOf(charactersOf(value)), bounds).join('');
  return typeof value === 'string' ? text : new Markup(text);
}

function picked<T>(items: readonly T[], bounds: Bounds): T[] {
  const { start, stop, step } = placesOf(bounds, BigInt(items.length));
  const { length } = new Range(start, stop, step);
  work(Number(length));
  const [first, apart] = [Number(start), Number(step)];
  return Array.from({ length: Number(length) }, (_, i) => items[first + i * apart] as T);
}

function slicedRange(range: Range, bounds: Bounds): Range {
  const { start, stop, step } = placesOf(bounds, range.length);
  return new Range(range.start + start * range.step, range.start + stop * range.step, range.step * step);
}

/** Counted from the beginning, and within the length. */
function placesOf({ from, to, step }: Bounds, length: bigint): { start: bigint; stop: bigint; step: bigint } {
  const apart = step === null ? 1n : sliceIndex(step);
  if (apart === 0n) throw valueError('slice step cannot be zero');
  const [least, most] = apart > 0n ? [0n, length] : [-1n, length - 1n];
  const place = (value: Value, otherwise: bigint): bigint => {
    if (value === null) return otherwise;
    const index = sliceIndex(value);
    const counted = index < 0n ? index + length : index;
    return counted < least ? least : counted > most ? most : counted;
  };
  const [start, stop] = [place(from, apart > 0n ? least : most), place(to, apart > 0n ? most : least)];
  // As far apart as there is anything, or more.
  const widest = length + 1n;
  return { start, stop, step: apart > widest ? widest : apart < -widest ? -widest : apart };
}

function sliceIndex(value: Value): bigint {
  if (typeof value === 'bigint' || typeof value === 'boolean') return indexOf(value);
  throw typeError('slice indices must be integers or None or have an __index__ method');
}

/** Where a search begins and ends: as a slice, of so many characters. */
export function searchBounds(
  from: Value | undefined,
  to: Value | undefined,
  length: number,
): readonly [number, number] {
  const at = (value: Value | undefined, otherwise: number): number => {
    if (value === undefined || value === null) return otherwise;
    const index = Number(sliceIndex(value));
    return Math.max(0, Math.min(length, index < 0 ? index + length : index));
  };
  const isBeyond = from !== undefined && from !== null && Number(sliceIndex(from)) > length;
  return [isBeyond ? length + 1 : at(from, 0), at(to, length)];
}
