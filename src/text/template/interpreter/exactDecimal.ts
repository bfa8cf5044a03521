/** Decimal digits of a float, rounded as Python rounds: of its exact value, half to even. */

/** More digits than the exact value of any float has behind its point. */
const MOST_DIGITS = 1100;

/** What is behind the sign, with so many digits behind the point: `2.50`. `value` is finite. */
export function fixedText(value: number, digits: number): string {
  const known = Math.min(digits, MOST_DIGITS);
  const scaled = String(scaledBy(Math.abs(value), known)).padStart(known + 1, '0');
  const whole = scaled.slice(0, scaled.length - known);
  return digits === 0 ? whole : `${whole}.${scaled.slice(scaled.length - known).padEnd(digits, '0')}`;
}

/** So many digits from the first that is not zero, and the exponent of the first. */
export function significantDigits(
  value: number,
  digits: number,
): { readonly digits: string; readonly exponent: number } {
  const known = Math.min(digits, MOST_DIGITS);
  if (value === 0) return { digits: '0'.repeat(digits), exponent: 0 };
  const size = Math.abs(value);
  const exponent = Number(size.toExponential(20).split('e')[1]);
  const found = String(scaledBy(size, known - 1 - exponent));
  // What is rounded up may have a digit more.
  const isLonger = found.length > known;
  return { digits: found.slice(0, known).padEnd(digits, '0'), exponent: exponent + (isLonger ? 1 : 0) };
}

/** Rounded to so many digits behind the point, or before it where they are negative. */
export function roundedTo(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -308) return value * 0;
  const scaled = String(scaledBy(Math.abs(value), digits));
  return Number(`${value < 0 || Object.is(value, -0) ? '-' : ''}${scaled}e${String(-digits)}`);
}

/** `value` times a power of ten, rounded. */
function scaledBy(value: number, power: number): bigint {
  const { mantissa, exponent } = partsOf(value);
  const above = (power > 0 ? 10n ** BigInt(power) : 1n) << BigInt(Math.max(exponent, 0));
  const below = (power < 0 ? 10n ** BigInt(-power) : 1n) << BigInt(Math.max(-exponent, 0));
  return halfToEven(mantissa * above, below);
}

/** The quotient of two whole numbers that are not negative. */
function halfToEven(above: bigint, below: bigint): bigint {
  const quotient = above / below;
  const twice = 2n * (above % below);
  const isUp = twice > below || (twice === below && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** A float that is not negative, as a whole number times a power of two. */
export function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const power = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  return power === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: power - 1075 };
}
