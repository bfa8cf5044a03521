import { checkValues } from './checkValues.ts';
import type { QuantError } from './error.ts';
import { viewOf, type QuantFormat } from './format.ts';

/** A type without blocks: each element is a number of its own. */
export interface ScalarFormat {
  readonly type: string;
  readonly nBytes: number;
  readonly error: QuantError;
  /**
   * Writes the `n` numbers from byte `at` on to `out` from element `outAt`. Each type has a loop of its own: in one that all share, V8
   * calls a function for each element (F32 in a process that uses other types too: 8.1 ns an element, now 1.8).
   */
  dequantize(view: DataView, at: number, n: number, out: Float64Array, outAt: number): void;
  /** Writes what is nearest to `value`, which is within the range, at byte `p`. */
  put(view: DataView, p: number, value: number): void;
}

export function scalarFormat(format: ScalarFormat): QuantFormat {
  const { type, nBytes, error } = format;
  return {
    type,
    blockSize: 1,
    blockBytes: nBytes,
    error,
    dequantize(bytes, at, n, out, outAt) {
      format.dequantize(viewOf(bytes), at, n, out, outAt);
    },
    quantize(values) {
      checkValues({ type, blockSize: 1, error }, values);
      const bytes = new Uint8Array(values.length * nBytes);
      const view = viewOf(bytes);
      values.forEach((value, i) => {
        format.put(view, i * nBytes, value);
      });
      return bytes;
    },
  };
}
