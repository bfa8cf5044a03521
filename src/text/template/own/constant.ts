/** What an expression of constants comes to. */
export type Scalar = string | number;
export type Constant = Scalar | readonly Scalar[];
