/**
 * I8, I16, I32, I64: two's complement, little-endian; the value is the integer. Quantised to the nearest integer, ties to even.
 *
 * I64 is the one type with values that no float64 holds: from 2^53 on the value is the nearest float64, ties to even.
 */
import { roundHalfEven } from '../../core/f16.ts';
import type { QuantError } from './error.ts';
import type { QuantFormat } from './format.ts';
import { scalarFormat } from './scalars.ts';

export const i8 = integer(
  1,
  (view, p) => view.getInt8(p),
  (view, p, n) => {
    view.setInt8(p, n);
  },
);

export const i16 = integer(
  2,
  (view, p) => view.getInt16(p, true),
  (view, p, n) => {
    view.setInt16(p, n, true);
  },
);

export const i32 = integer(
  4,
  (view, p) => view.getInt32(p, true),
  (view, p, n) => {
    view.setInt32(p, n, true);
  },
);

export const i64 = integer(
  8,
  (view, p) => Number(view.getBigInt64(p, true)),
  (view, p, n) => {
    view.setBigInt64(p, BigInt(n), true);
  },
);

function integer(
  nBytes: number,
  get: (view: DataView, p: number) => number,
  put: (view: DataView, p: number, n: number) => void,
): QuantFormat {
  return scalarFormat({
    type: `I${String(nBytes * 8)}`,
    nBytes,
    error: integerError(nBytes * 8),
    dequantize: (view, at, n, out, outAt) => {
      for (let i = 0; i < n; i++) out[outAt + i] = get(view, at + i * nBytes);
    },
    put: (view, p, value) => {
      put(view, p, Math.sign(value) * roundHalfEven(Math.abs(value)));
    },
  });
}

/** The range ends at the greatest float64 below 2^(bits − 1) that is an integer. */
function integerError(bits: number): QuantError {
  const end = 2 ** (bits - 1);
  return { relative: 0, absolute: 0.5, range: [-end, end - Math.max(1, end * 2 ** -53)] };
}
