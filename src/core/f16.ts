/** IEEE 754 binary16, by table: Node 20 has no Float16Array. */
const TABLE = Float64Array.from({ length: 65536 }, (_, bits) => decode(bits));

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
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
