/**
 * The eight 6-bit scales and minima of Q4_K and Q5_K, packed in 12 bytes from `p`. Of the first four groups they are the low
 * six bits of bytes j and j + 4. Of the last four, bytes 8 to 11 hold the low nibbles (scale low, minimum high), and the top two
 * bits of the earlier bytes the rest.
 */
export function scaleAndMin(bytes: Uint8Array, p: number, group: number): readonly [scale: number, min: number] {
  const at = (i: number): number => bytes[p + i] as number;
  if (group < 4) return [at(group) & 63, at(group + 4) & 63];
  const nibbles = at(group + 4);
  return [(nibbles & 15) | ((at(group - 4) >>> 6) << 4), (nibbles >>> 4) | ((at(group) >>> 6) << 4)];
}
