/**
 * A weight as scales, minima and quants: w = scale · quant + min. The bounds need the parts, since each part is rounded on
 * its own. Written apart from the reference's formats, so that the two check each other (tests/unit/oracle).
 */
import { EngineError } from '../../core/errors.ts';
import type { WeightData } from '../../engine/engine.ts';
import { f16ToNumber } from '../../core/f16.ts';

export interface DecodedWeight {
  readonly rows: number;
  readonly cols: number;
  /** Elements that share a scale and a minimum. */
  readonly blockSize: number;
  /** (rows, cols / blockSize) */
  readonly scale: Float64Array;
  /** (rows, cols / blockSize) */
  readonly min: Float64Array;
  /** (rows, cols) */
  readonly quant: Float64Array;
}

interface BlockCodec {
  readonly blockSize: number;
  readonly blockBytes: number;
  decode(view: DataView, at: number, block: number, out: DecodedWeight): void;
}

const float = (bytes: number, read: (view: DataView, at: number) => number): BlockCodec => ({
  blockSize: 1,
  blockBytes: bytes,
  decode: (view, at, block, out) => {
    out.scale[block] = 1;
    out.quant[block] = read(view, at);
  },
});

const half = (view: DataView, at: number): number => f16ToNumber(view.getUint16(at, true));

const CODECS: ReadonlyMap<string, BlockCodec> = new Map<string, BlockCodec>([
  ['F32', float(4, (view, at) => view.getFloat32(at, true))],
  ['F16', float(2, half)],
  [
    'Q4_1',
    {
      blockSize: 32,
      blockBytes: 20,
      decode: (view, at, block, out) => {
        out.scale[block] = half(view, at);
        out.min[block] = half(view, at + 2);
        for (let i = 0; i < 32; i++) {
          const byte = view.getUint8(at + 4 + (i & 15));
          out.quant[block * 32 + i] = i < 16 ? byte % 16 : Math.floor(byte / 16);
        }
      },
    },
  ],
  [
    'Q8_0',
    {
      blockSize: 32,
      blockBytes: 34,
      decode: (view, at, block, out) => {
        out.scale[block] = half(view, at);
        for (let i = 0; i < 32; i++) out.quant[block * 32 + i] = view.getInt8(at + 2 + i);
      },
    },
  ],
]);

/** Throws EngineError `op/unsupported` on a type without a codec. */
export function decodeWeight({ type, rows, cols, bytes }: WeightData): DecodedWeight {
  const codec = CODECS.get(type);
  if (!codec) throw new EngineError('op/unsupported', `oracle: expected a type it can decode, found ${type}`);
  const { blockSize, blockBytes } = codec;
  const nBlocks = (rows * cols) / blockSize;
  const out: DecodedWeight = {
    rows,
    cols,
    blockSize,
    scale: new Float64Array(nBlocks),
    min: new Float64Array(nBlocks),
    quant: new Float64Array(rows * cols),
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let block = 0; block < nBlocks; block++) codec.decode(view, block * blockBytes, block, out);
  return out;
}

/** Element (row, col) of a decoded weight. */
export function elementOf(w: DecodedWeight, row: number, col: number): number {
  const i = row * w.cols + col;
  const block = Math.floor(i / w.blockSize);
  return (w.scale[block] as number) * (w.quant[i] as number) + (w.min[block] as number);
}
