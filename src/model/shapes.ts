/** Only the number of tokens in a step is symbolic. */
export type Dim = number | 'tokens';

/** A weight as an op names it: row-major, rows = n_out, cols = n_in. */
export interface WeightRef {
  readonly tensor: string;
  readonly rows: number;
  readonly cols: number;
  /** Experts: `slices` matrices of (rows, cols), one after another. */
  readonly slices?: number;
}
