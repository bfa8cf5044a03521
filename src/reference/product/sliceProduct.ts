/**
 * y = x · W[slice]ᵀ + b[slice]: what linear, head_linear and expert_linear are made of. W is nSlices slices of (rows, cols), b (nSlices, rows),
 * x (n, cols), y (n, rows).
 *
 * Each y[i][r] = dot(x[i], W[r]) + b[r] is computed whole, by one thread, in the order of dot.ts, so that a result does not depend on how rows
 * are shared out. A row of W is dequantised into a scratch row and used for every row of x: W is never held as float64.
 */
import type { Matrix } from '../matrix.ts';
import { dot } from '../ops/dot.ts';

export interface SliceProduct {
  readonly weight: Matrix;
  readonly bias?: Matrix | undefined;
  readonly slice: number;
  readonly nSlices: number;
  /** (n, cols) */
  readonly x: Float64Array;
}

/** Gives y, in an array of its own. */
export type Multiply = (product: SliceProduct) => Float64Array;

/** On this thread alone. */
export const multiplyHere: Multiply = (product) => {
  const { weight, nSlices, x } = product;
  const rows = weight.rows / nSlices;
  const y = new Float64Array((x.length / weight.cols) * rows);
  rowsInto(product, y)(0, rows);
  return y;
};

/** Computes columns `from` to `to` of `y`, which are rows of the slice. */
export function rowsInto(product: SliceProduct, y: Float64Array): (from: number, to: number) => void {
  const { weight, bias, slice, nSlices, x } = product;
  const { cols } = weight;
  const rows = weight.rows / nSlices;
  const n = x.length / cols;
  const row = new Float64Array(cols);
  const b = new Float64Array(rows);
  bias?.row(slice, b);
  return (from, to) => {
    for (let r = from; r < to; r++) {
      weight.row(slice * rows + r, row);
      for (let i = 0; i < n; i++) y[i * rows + r] = dot(x, i * cols, row, 0, cols) + (b[r] as number);
    }
  };
}
