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

/** The u32 of group `g` of IQ2_XXS and IQ3_XXS: seven bits of each of its four bytes of `signs`, and `code` above. */
export function packedSigns(signs: readonly number[], g: number, code: number): number {
  return signs.slice(4 * g, 4 * g + 4).reduce((bits, eight, l) => bits | ((eight & 127) << (7 * l)), code << 28) >>> 0;
}

/** `width` values scale · grid[point] with the signs of bits 0, 1, … of `signs`, written from element `o`. */
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
