import { checkValues } from './checkValues.ts';
import type { QuantError } from './error.ts';
import { viewOf, type QuantFormat } from './format.ts';

/** A type without blocks: each element is a number of its own. */
export interface ScalarFormat {
  readonly type: string;
  readonly nBytes: number;
  readonly error: QuantError;
  /** The number at byte `p`. */
  get(view: DataView, p: number): number;
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
      const view = viewOf(bytes);
      for (let i = 0; i < n; i++) out[outAt + i] = format.get(view, at + i * nBytes);
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
