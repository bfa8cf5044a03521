/**
 * F32: IEEE 754 binary32, little-endian.
 *
 *   byte  0        4
 *         | value  |
 */
import { viewOf, type QuantFormat } from './format.ts';

export const f32: QuantFormat = {
  type: 'F32',
  blockSize: 1,
  blockBytes: 4,
  dequantize(bytes, at, nBlocks, out, outAt) {
    const view = viewOf(bytes);
    for (let i = 0; i < nBlocks; i++) out[outAt + i] = view.getFloat32(at + 4 * i, true);
  },
};
