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

/** A little-endian view over `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
