import { EngineError } from '../core/errors.ts';
import type { WeightData } from '../engine/engine.ts';
import { QUANT_FORMATS } from './quant/formats.ts';
import type { QuantFormat } from './quant/format.ts';

/** A weight (rows, cols) whose rows are dequantised when asked for: the whole is never held as float64. */
export class Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly #bytes: Uint8Array;
  readonly #format: QuantFormat;
  readonly #rowBlocks: number;

  /** Throws EngineError `op/unsupported` on a type the reference lacks, `op/argument` when bytes and shape disagree. */
  constructor({ type, rows, cols, bytes }: WeightData) {
    const format = QUANT_FORMATS.get(type);
    if (!format) {
      const known = [...QUANT_FORMATS.keys()].join(', ');
      throw new EngineError('op/unsupported', `reference: expected a weight of type ${known}, found ${type}`);
    }
    const expected = (rows * cols * format.blockBytes) / format.blockSize;
    if (cols % format.blockSize !== 0 || bytes.length !== expected) {
      const shape = `${type} (${String(rows)}, ${String(cols)})`;
      throw new EngineError(
        'op/argument',
        `${shape}: expected ${String(expected)} bytes, found ${String(bytes.length)}`,
      );
    }
    this.rows = asInteger(rows);
    this.cols = asInteger(cols);
    this.#bytes = bytes;
    this.#format = format;
    this.#rowBlocks = asInteger(cols / format.blockSize);
  }

  /** Exact values of row `row`, to `out` from element `at`. */
  row(row: number, out: Float64Array, at = 0): void {
    const start = row * this.#rowBlocks * this.#format.blockBytes;
    this.#format.dequantize(this.#bytes, start, this.#rowBlocks, out, at);
  }

  /** All values, row by row: a bias, a norm's gain, or the gains of each head. */
  vector(): Float64Array {
    const out = new Float64Array(this.rows * this.cols);
    for (let row = 0; row < this.rows; row++) this.row(row, out, row * this.cols);
    return out;
  }
}

/**
 * The same number. V8 keeps an integer that came out of a Float64Array, or of a division, as a double, and then computes every index that depends on
 * it in floating point: products took 1.2 times as long.
 */
function asInteger(value: number): number {
  const integer = value | 0;
  return integer === value ? integer : value;
}
