import { f16ToNumber, numberToF16 } from '../../core/f16.ts';
import { checkValues } from './checkValues.ts';
import type { QuantError } from './error.ts';

/** A tensor type as the reference knows it: block geometry, the exact value of every element, and one way to make blocks. */
export interface QuantFormat {
  /** Name in the tensor type table. */
  readonly type: string;
  /** Elements in a block. */
  readonly blockSize: number;
  /** Bytes in a block. */
  readonly blockBytes: number;
  readonly error: QuantError;
  /**
   * Writes the exact values of `nBlocks` blocks, which start at byte `at` of `bytes`, to `out` from element `outAt`. Values
   * are exact in float64: nothing is rounded (I64 alone has values that no float64 holds, and gives the nearest). The caller has
   * checked both extents.
   */
  dequantize(bytes: Uint8Array, at: number, nBlocks: number, out: Float64Array, outAt: number): void;
  /**
   * Blocks of this type, near `values` as `error` says. The same values give the same bytes everywhere, and what `dequantize`
   * makes of them quantises to blocks of the same values. (At the ends of the range a type with a minimum may give values a little beyond it,
   * which are refused.)
   *
   * Throws EngineError `quant/length` where `values` is no whole number of blocks, `quant/not-finite` on NaN and infinities,
   * `quant/range` on a value out of `error.range`.
   */
  quantize(values: Float64Array): Uint8Array;
}

/** A format by what it does with one block. */
export interface BlockFormat extends Pick<QuantFormat, 'type' | 'blockSize' | 'blockBytes' | 'error'> {
  /** Writes the elements of the block at byte `p` from element `o`. */
  dequantizeBlock(bytes: Uint8Array, p: number, out: Float64Array, o: number): void;
  /** Fills `bytes`, one block of zeros, from `x`, the values of one block, which are within the range. */
  quantizeBlock(x: Float64Array, bytes: Uint8Array): void;
}

/** A format whose blocks are taken one by one. */
export function blockFormat(format: BlockFormat): QuantFormat {
  const { type, blockSize, blockBytes, error } = format;
  return {
    type,
    blockSize,
    blockBytes,
    error,
    dequantize(bytes, at, nBlocks, out, outAt) {
      for (let b = 0; b < nBlocks; b++) {
        format.dequantizeBlock(bytes, at + b * blockBytes, out, outAt + b * blockSize);
      }
    },
    quantize(values) {
      checkValues(format, values);
      const nBlocks = values.length / blockSize;
      const bytes = new Uint8Array(nBlocks * blockBytes);
      for (let b = 0; b < nBlocks; b++) {
        const block = bytes.subarray(b * blockBytes, (b + 1) * blockBytes);
        format.quantizeBlock(values.subarray(b * blockSize, (b + 1) * blockSize), block);
      }
      return bytes;
    },
  };
}

/** The binary16 at byte `p`, little-endian. */
export function halfAt(bytes: Uint8Array, p: number): number {
  return f16ToNumber((bytes[p] as number) | ((bytes[p + 1] as number) << 8));
}

/** Writes the binary16 nearest to `value`, ties to even, at byte `p`; returns it. */
export function putHalf(bytes: Uint8Array, p: number, value: number): number {
  const bits = numberToF16(value);
  bytes[p] = bits & 255;
  bytes[p + 1] = bits >>> 8;
  return f16ToNumber(bits);
}

/** The signed byte at `p`. */
export function int8At(bytes: Uint8Array, p: number): number {
  return ((bytes[p] as number) << 24) >> 24;
}

/** Sets the bits of `bits` in byte `p`. */
export function orInto(bytes: Uint8Array, p: number, bits: number): void {
  bytes[p] = (bytes[p] as number) | bits;
}

/** A little-endian view over `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
