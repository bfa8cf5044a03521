import { f16ToNumber } from '../../core/f16.ts';

/** A tensor type as the reference knows it: block geometry and the exact value of every element. */
export interface QuantFormat {
  /** Name in the tensor type table. */
  readonly type: string;
  /** Elements in a block. */
  readonly blockSize: number;
  /** Bytes in a block. */
  readonly blockBytes: number;
  /**
   * Writes the exact values of `nBlocks` blocks, which start at byte `at` of `bytes`, to `out` from element `outAt`. Values
   * are exact in float64: nothing is rounded. The caller has checked both extents.
   */
  dequantize(bytes: Uint8Array, at: number, nBlocks: number, out: Float64Array, outAt: number): void;
}

/** The binary16 at byte `p`, little-endian. */
export function halfAt(bytes: Uint8Array, p: number): number {
  return f16ToNumber((bytes[p] as number) | ((bytes[p + 1] as number) << 8));
}

/** The signed byte at `p`. */
export function int8At(bytes: Uint8Array, p: number): number {
  return ((bytes[p] as number) << 24) >> 24;
}

/** A format whose blocks are dequantised one by one: `block` writes the elements of the block at byte `p` from element `o`. */
export function blockFormat(
  type: string,
  blockSize: number,
  blockBytes: number,
  block: (bytes: Uint8Array, p: number, out: Float64Array, o: number) => void,
): QuantFormat {
  return {
    type,
    blockSize,
    blockBytes,
    dequantize: (bytes, at, nBlocks, out, outAt) => {
      for (let b = 0; b < nBlocks; b++) block(bytes, at + b * blockBytes, out, outAt + b * blockSize);
    },
  };
}

/** A little-endian view over `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
