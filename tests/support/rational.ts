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

/** Bits after the point in what follows: far more than any result is compared to. */
const PLACES = 512n;
const ONE = 1n << PLACES;

const fixed = (value: number): bigint => scaled(value) >> (SHIFT / 2n - PLACES);

/** e^x in fixed point, to within 2^-400 relative or 2^-500: Taylor's series of x / 2^16, squared sixteen times. For x ≤ 0. */
function exactExp(x: bigint): bigint {
  const reduced = x >> 16n;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * reduced) >> PLACES) / n;
    sum += term;
  }
  for (let i = 0; i < 16; i++) sum = (sum * sum) >> PLACES;
  return sum;
}

/** e^x[i] / Σ e^x[j] in integers until the end, where each becomes a double (to within 2^-52 relative). Not for results below 2^-400. */
export function exactSoftmax(x: readonly number[]): number[] {
  const numbers = x.map(fixed);
  const greatest = numbers.reduce((a, b) => (a > b ? a : b));
  const powers = numbers.map((number) => exactExp(number - greatest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => ratio(power, sum));
}

/** For 0 ≤ part ≤ whole. */
function ratio(part: bigint, whole: bigint): number {
  const excess = BigInt(Math.max(0, part.toString(2).length - 64));
  return (Number(part >> excess) / Number((whole << 64n) >> excess)) * 2 ** 64;
}
