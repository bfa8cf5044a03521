/** Making weights for cases: arbitrary parts to the bytes of a format. Not a quantiser: the caller chooses every part. */
import { EngineError } from '../../core/errors.ts';
import { numberToF16 } from '../../core/f16.ts';
import type { WeightData } from '../../engine/engine.ts';

/** What a block is made of. `scale` and `min` are rounded to binary16; quants are reduced to the format's range. */
export interface BlockParts {
  readonly scale: number;
  readonly min: number;
  /** `quant(i)` for element i of the block: an integer, or any number for a float format. */
  readonly quant: (i: number) => number;
}

interface BlockEncoder {
  readonly blockSize: number;
  readonly blockBytes: number;
  readonly encode: (view: DataView, at: number, parts: BlockParts) => void;
}

const ENCODERS: ReadonlyMap<string, BlockEncoder> = new Map<string, BlockEncoder>([
  [
    'F32',
    {
      blockSize: 1,
      blockBytes: 4,
      encode: (view, at, p) => {
        view.setFloat32(at, p.scale * p.quant(0) + p.min, true);
      },
    },
  ],
  [
    'F16',
    {
      blockSize: 1,
      blockBytes: 2,
      encode: (view, at, p) => {
        view.setUint16(at, numberToF16(p.scale * p.quant(0) + p.min), true);
      },
    },
  ],
  [
    'Q4_1',
    {
      blockSize: 32,
      blockBytes: 20,
      encode: (view, at, { scale, min, quant }) => {
        view.setUint16(at, numberToF16(scale), true);
        view.setUint16(at + 2, numberToF16(min), true);
        for (let j = 0; j < 16; j++) view.setUint8(at + 4 + j, (quant(j) & 15) | ((quant(j + 16) & 15) << 4));
      },
    },
  ],
  [
    'Q8_0',
    {
      blockSize: 32,
      blockBytes: 34,
      encode: (view, at, { scale, quant }) => {
        view.setUint16(at, numberToF16(scale), true);
        for (let j = 0; j < 32; j++) view.setInt8(at + 2 + j, quant(j));
      },
    },
  ],
]);

/** Elements in a block of `type`. Throws EngineError `op/unsupported` on a type without an encoder. */
export function blockSizeOf(type: string): number {
  return encoderOf(type).blockSize;
}

/** A weight (rows, cols) of `type`, block by block. `cols` is a multiple of the block size. */
export function encodeWeight(
  type: string,
  rows: number,
  cols: number,
  parts: (block: number) => BlockParts,
): WeightData {
  const { blockSize, blockBytes, encode } = encoderOf(type);
  const nBlocks = (rows * cols) / blockSize;
  const bytes = new Uint8Array(nBlocks * blockBytes);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block < nBlocks; block++) encode(view, block * blockBytes, parts(block));
  return { type, rows, cols, bytes };
}

function encoderOf(type: string): BlockEncoder {
  const encoder = ENCODERS.get(type);
  if (!encoder) throw new EngineError('op/unsupported', `oracle: expected a type it can make, found ${type}`);
  return encoder;
}
