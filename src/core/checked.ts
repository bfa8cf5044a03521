/** Integer arithmetic on numbers that come from a file. Every function says `null` where the result is not exact. */

/** `a + b`, or null when the sum is not a safe integer. */
export function addSafe(a: number, b: number): number | null {
  const sum = a + b;
  return Number.isSafeInteger(sum) ? sum : null;
}

/** `a * b`, or null when the product is not a safe integer. */
export function mulSafe(a: number, b: number): number | null {
  const product = a * b;
  return Number.isSafeInteger(product) ? product : null;
}

/** A bigint as a number, or null when it is not a safe integer. */
export function toSafe(value: bigint): number | null {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

/** `value` rounded up to a multiple of `alignment` (a power of two), or null on overflow. */
export function alignUp(value: number, alignment: number): number | null {
  const rest = value % alignment;
  return rest === 0 ? value : addSafe(value, alignment - rest);
}

/** True for 1, 2, 4, 8, … up to 2^53. */
export function isPowerOfTwo(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && (BigInt(value) & (BigInt(value) - 1n)) === 0n;
}
