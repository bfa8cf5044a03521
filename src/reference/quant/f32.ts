/**
 * F32: IEEE 754 binary32, little-endian.
 *
 *   byte  0        4
 *         | value  |
 *
 * Quantised to the nearest, ties to even.
 */
import { floatError } from './error.ts';
import { blockFormat, viewOf, type QuantFormat } from './format.ts';

const blocks = blockFormat({
  type: 'F32',
  blockSize: 1,
  blockBytes: 4,
  error: floatError(24, 2 ** -149, (2 - 2 ** -23) * 2 ** 127),
  dequantizeBlock(bytes, p, out, o) {
    out[o] = viewOf(bytes).getFloat32(p, true);
  },
  quantizeBlock(x, bytes) {
    viewOf(bytes).setFloat32(0, x[0] as number, true);
  },
});

export const f32: QuantFormat = {
  ...blocks,
  /** As the blocks would, with one view for all: whole models come this way. */
  dequantize(bytes, at, nBlocks, out, outAt) {
    const view = viewOf(bytes);
    for (let i = 0; i < nBlocks; i++) out[outAt + i] = view.getFloat32(at + 4 * i, true);
  },
};
