/**
 * E8M0: a power of two in 8 bits, 2^(bits − 127) (OCP Microscaling Formats 1.0, section 5.4.1). The specification makes 255 a NaN;
 * engines compute with 2^128, and so does this.
 */
export function e8m0ToNumber(bits: number): number {
  return 2 ** ((bits & 255) - 127);
}

/** The greatest power of two of E8M0, NaN's bits left out, that is not above `value`; 0, the smallest, where all are. */
export function numberToE8m0(value: number): number {
  if (!(value > 0)) return 0;
  return Math.min(254, Math.max(0, exponentOf(value) + 127));
}

const DOUBLE = new DataView(new ArrayBuffer(8));

/** ⌊log2 |value|⌋, exact. -1023 for zero and subnormal float64, 1024 for what is not finite. */
export function exponentOf(value: number): number {
  DOUBLE.setFloat64(0, value);
  return ((DOUBLE.getUint32(0) >>> 20) & 0x7ff) - 1023;
}
