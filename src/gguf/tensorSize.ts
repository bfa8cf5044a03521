import { MAX_INT64 } from './constants.ts';
import type { TensorType } from './tensorTypes.ts';

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Bytes of a tensor, or null where element count or size is over 2^53 - 1: then ask {@link tensorBytesWide}. `Infinity` stands for a
 * dimension that is. `dims[0]` is a multiple of the block size, or `Infinity`.
 */
export function tensorBytes(dims: readonly number[], type: TensorType): number | null {
  let elements = 1;
  for (const dim of dims) elements *= dim;
  const bytes = (elements / type.blockSize) * type.blockBytes;
  return Number.isSafeInteger(elements) && Number.isSafeInteger(bytes) ? bytes : null;
}

/** As {@link tensorBytes}, exact: a number where that is, a bigint up to 2^63 - 1, null where the count or the size is larger. */
export function tensorBytesWide(dims: readonly bigint[], type: TensorType): number | bigint | null {
  const elements = dims.reduce((product, dim) => product * dim, 1n);
  const blockSize = BigInt(type.blockSize);
  const blocks = (elements + blockSize - 1n) / blockSize;
  const bytes = blocks * BigInt(type.blockBytes);
  if (elements > MAX_INT64 || bytes > MAX_INT64) return null;
  return bytes <= MAX_SAFE ? Number(bytes) : bytes;
}

/** The sum of tensor sizes, each padded to the alignment, as every C reader computes it in 64 bits. */
export class PaddedSum {
  readonly #alignment: number;
  /** Exact: carried over to `#wide` before it could round. */
  #narrow = 0;
  #wide = 0n;

  constructor(alignment: number) {
    this.#alignment = alignment;
  }

  add(bytes: number | bigint): void {
    const rest = typeof bytes === 'number' ? bytes % this.#alignment : 0;
    const padded = typeof bytes === 'number' && rest !== 0 ? bytes + this.#alignment - rest : bytes;
    if (typeof padded === 'number' && Number.isSafeInteger(this.#narrow + padded)) {
      this.#narrow += padded;
    } else {
      const alignment = BigInt(this.#alignment);
      this.#wide += ((BigInt(bytes) + alignment - 1n) / alignment) * alignment;
    }
  }

  /** True when the sum is over 2^63 - 1. */
  get overflows(): boolean {
    return this.#wide + BigInt(this.#narrow) > MAX_INT64;
  }
}
