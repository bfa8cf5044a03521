/** Row-major: (rows, cols), a vector has one row; (slices, rows, cols) for experts and heads. */
export type TensorShape = readonly [rows: number, cols: number] | readonly [slices: number, rows: number, cols: number];

/** One row of an architecture's tensor table. */
export interface TensorRule {
  readonly name: string;
  readonly shape: TensorShape;
  readonly optional: boolean;
  /** A vector is multiplied or added as it stands: only float types. A matrix may have any type. */
  readonly role: 'matrix' | 'vector';
}
