/** Whole numbers of any size, and what Python makes of them. */
import { PythonError, valueError } from './errors.ts';
import { workOnBits } from './work.ts';

const SMALL = 1n << 63n;
/** More digits are neither printed nor read by Python. */
const MOST_DIGITS = 4300;

/** How many bits a number takes, or a few more. */
export function bitsOf(value: bigint): number {
  return value < SMALL && value > -SMALL ? 64 : 4 * value.toString(16).length;
}

/** Throws as Python does where there are too many digits. */
export function wholeText(value: bigint): string {
  const bits = bitsOf(value);
  if (bits > 64) workOnBits(bits);
  const text = bits > 4 * MOST_DIGITS ? null : String(value);
  if (text === null || text.length > MOST_DIGITS + (value < 0n ? 1 : 0))
    throw valueError(`Exceeds the limit (${String(MOST_DIGITS)} digits) for integer string conversion`);
  return text;
}

export function tooManyDigits(digits: number): boolean {
  return digits > MOST_DIGITS;
}

/** Throws as Python does where it is too large. */
export function toFloat(value: bigint): number {
  const float = Number(value);
  if (!Number.isFinite(float)) throw new PythonError('OverflowError', 'int too large to convert to float');
  return float;
}

/** A whole number as a count or an index of JavaScript: what is too large is as large as can be. */
export function toCount(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return Number.MAX_SAFE_INTEGER;
  return value < BigInt(Number.MIN_SAFE_INTEGER) ? Number.MIN_SAFE_INTEGER : Number(value);
}
