/**
 * I8, I16, I32, I64: two's complement, little-endian; the value is the integer. Quantised to the nearest integer, ties to even.
 *
 * I64 is the one type with values that no float64 holds: from 2^53 on the value is the nearest float64, ties to even.
 */
import { roundHalfEven } from '../../core/f16.ts';
import type { QuantError } from './error.ts';
import { blockFormat, int8At, viewOf, type QuantFormat } from './format.ts';

export const i8 = integer(
  1,
  (view, p, n) => {
    view.setInt8(p, n);
  },
  int8At,
);

export const i16 = integer(
  2,
  (view, p, n) => {
    view.setInt16(p, n, true);
  },
  (bytes, p) => viewOf(bytes).getInt16(p, true),
);

export const i32 = integer(
  4,
  (view, p, n) => {
    view.setInt32(p, n, true);
  },
  (bytes, p) => viewOf(bytes).getInt32(p, true),
);

export const i64 = integer(
  8,
  (view, p, n) => {
    view.setBigInt64(p, BigInt(n), true);
  },
  (bytes, p) => Number(viewOf(bytes).getBigInt64(p, true)),
);

function integer(
  nBytes: number,
  put: (view: DataView, p: number, n: number) => void,
  get: (bytes: Uint8Array, p: number) => number,
): QuantFormat {
  return blockFormat({
    type: `I${String(nBytes * 8)}`,
    blockSize: 1,
    blockBytes: nBytes,
    error: integerError(nBytes * 8),
    dequantizeBlock(bytes, p, out, o) {
      out[o] = get(bytes, p);
    },
    quantizeBlock(x, bytes) {
      const value = x[0] as number;
      put(viewOf(bytes), 0, Math.sign(value) * roundHalfEven(Math.abs(value)));
    },
  });
}

/** The range ends at the greatest float64 below 2^(bits − 1) that is an integer. */
function integerError(bits: number): QuantError {
  const end = 2 ** (bits - 1);
  return { relative: 0, absolute: 0.5, range: [-end, end - Math.max(1, end * 2 ** -53)] };
}
