/** IEEE 754 binary16, by table: Node 20 has no Float16Array. */
const TABLE = everyValue();

/** By 64 heads of sign and exponent, each with 1,024 fractions: a power for each of 65,536 values would take 12 ms of every start. */
function everyValue(): Float64Array {
  const values = new Float64Array(1 << 16);
  for (let head = 0; head < 64; head++) {
    const exponent = head & 31;
    const ulp = (head < 32 ? 1 : -1) * 2 ** (Math.max(exponent, 1) - 25);
    const first = exponent === 0 ? 0 : 1024;
    for (let fraction = 0; fraction < 1024; fraction++) values[head * 1024 + fraction] = ulp * (first + fraction);
  }
  for (const infinity of [0x7c00, 0xfc00]) {
    values[infinity] = infinity === 0x7c00 ? Infinity : -Infinity;
    values.fill(NaN, infinity + 1, infinity + 1024);
  }
  return values;
}

/** The value of 16 bits read as binary16. */
export function f16ToNumber(bits: number): number {
  return TABLE[bits & 0xffff] as number;
}

/** The nearest binary16 to `value`, ties to even, as 16 bits. NaN gives 0x7e00. */
export function numberToF16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundHalfEven(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  const exact =
    magnitude >= 2 ** exponent ? (magnitude >= 2 ** (exponent + 1) ? exponent + 1 : exponent) : exponent - 1;
  return sign | (roundHalfEven(magnitude * 2 ** (10 - exact)) - 1024 + ((exact + 15) << 10));
}

/** The nearest integer, ties to even. `value` is not negative and below 2^52. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
