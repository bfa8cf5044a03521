/**
 * BF16: the upper half of a binary32, little-endian.
 *
 *   byte  0        2
 *         | value  |
 */
import { blockFormat } from './format.ts';

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

export const bf16 = blockFormat('BF16', 1, 2, (bytes, p, out, o) => {
  BITS[0] = (((bytes[p + 1] as number) << 8) | (bytes[p] as number)) << 16;
  out[o] = FLOAT[0] as number;
});
