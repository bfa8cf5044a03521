/** Exact arithmetic on float64 values: a double is an integer times a power of two, and so is a sum of products of them. */
const SHIFT = 2200n;

/** `value` · 2^2200 as an integer; exact for every finite double (2^−1074 and up, products of two included). */
function scaled(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = BigInt(Math.max(exponent, 1) - 1075) + SHIFT / 2n;
  const magnitude = mantissa << power;
  return value < 0 ? -magnitude : magnitude;
}

/** Σ a[i]·b[i] without any rounding until the end, where it becomes a double (to within 2^-52 relative). Not for results below 2^−1000. */
export function exactDot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0n;
  for (let i = 0; i < a.length; i++) sum += scaled(a[i] as number) * scaled(b[i] as number);
  const negative = sum < 0n;
  const magnitude = negative ? -sum : sum;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - 64));
  const value = Number(magnitude >> excess) * 2 ** Number(excess - SHIFT);
  return negative ? -value : value;
}
