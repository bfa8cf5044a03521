/**
 * A codebook: points of `width` values, one after another. Each point is stored as a number whose digits, lowest first, choose from
 * `values`; the numbers are 16 bits each, little-endian, in base64.
 */
export function decodeGrid(width: number, values: readonly number[], base64: readonly string[]): Int8Array {
  const bytes = Buffer.from(base64.join(''), 'base64');
  const out = new Int8Array((bytes.length / 2) * width);
  for (let point = 0; point < bytes.length / 2; point++) {
    let code = bytes.readUInt16LE(point * 2);
    for (let i = 0; i < width; i++) {
      out[point * width + i] = values[code % values.length] as number;
      code = Math.floor(code / values.length);
    }
  }
  return out;
}
