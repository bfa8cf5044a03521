/**
 * Eight signs in seven bits, as the IQ2 and IQ3 types have them: the eighth makes the number of minus signs even. Bit j of the
 * result is the sign of element j.
 */
export function evenSigns(bits: number): number {
  let parity = bits & 127;
  parity ^= parity >>> 4;
  parity ^= parity >>> 2;
  parity ^= parity >>> 1;
  return (bits & 127) | ((parity & 1) << 7);
}

/** `width` values scale · grid[point] with the signs of bits `shift`, `shift` + 1, … of `signs`, written from element `o`. */
export function signedPoint(
  grid: Int8Array,
  width: number,
  point: number,
  scale: number,
  signs: number,
  out: Float64Array,
  o: number,
): void {
  for (let j = 0; j < width; j++) {
    const magnitude = scale * (grid[point * width + j] as number);
    out[o + j] = (signs >>> j) & 1 ? -magnitude : magnitude;
  }
}
