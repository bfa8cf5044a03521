/** Where a correct kernel's output may lie, element by element: |y − mid| ≤ rad. */
export interface Ball {
  readonly mid: Float64Array;
  readonly rad: Float64Array;
  /** Inside this, a kernel behaves as roundings usually do; between `band` and `rad` it is SUSPECT. */
  readonly band: Float64Array;
  /**
   * The greatest single term of each element's sum, or its magnitude where there is no sum: leaving it out moves the output
   * by this much. Where it does not exceed `rad` for any element, the case could not see such a mistake: it is WEAK.
   */
  readonly term: Float64Array;
}

export function emptyBall(n: number): Ball {
  return {
    mid: new Float64Array(n),
    rad: new Float64Array(n),
    band: new Float64Array(n),
    term: new Float64Array(n),
  };
}

/** Sets element `i`. `share` is the probabilistic part of `rad`: see probabilisticShare. */
export function setBall(ball: Ball, i: number, mid: number, rad: number, share: number, term: number): void {
  ball.mid[i] = mid;
  ball.rad[i] = rad;
  ball.band[i] = rad * share;
  ball.term[i] = term;
}
