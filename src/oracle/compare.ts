import type { Ball } from './ball.ts';

export type Output = Float32Array | Float64Array;

/** The element that says most about a disagreement. */
export interface Mismatch {
  readonly index: number;
  readonly got: number;
  readonly mid: number;
  readonly rad: number;
  /** |got − mid| / rad; infinite for a bit that differs or a NaN. */
  readonly ratio: number;
}

/** The first element whose value is another one, or null. Zeros of either sign are equal, and so are all NaN. */
export function compareBits(got: Output, expected: Float64Array): Mismatch | null {
  const length = Math.max(got.length, expected.length);
  for (let i = 0; i < length; i++) {
    const y = got[i] ?? NaN;
    const mid = expected[i] ?? NaN;
    const same = y === mid || (Number.isNaN(y) && Number.isNaN(mid));
    if (!same || i >= got.length || i >= expected.length) return { index: i, got: y, mid, rad: 0, ratio: Infinity };
  }
  return null;
}

export interface BallComparison {
  /** The element farthest outside its ball, or null when all are inside. */
  readonly outside: Mismatch | null;
  /** Greatest |got − mid| / rad over all elements. */
  readonly worst: number;
  /** Elements between the probabilistic band and the bound. */
  readonly beyondBand: number;
  /** No element's ball is narrow enough to see its greatest term left out. */
  readonly weak: boolean;
}

/** Every element against its own ball. No averaging. */
export function compareBall(got: Output, { mid, rad, band, term }: Ball): BallComparison {
  let outside: Mismatch | null = null;
  let worst = 0;
  let beyondBand = 0;
  let sharp = false;
  for (let i = 0; i < mid.length; i++) {
    const y = got[i] ?? NaN;
    const center = mid[i] as number;
    const radius = rad[i] as number;
    const error = Math.abs(y - center);
    const ratio =
      error <= radius ? (radius === 0 ? 0 : error / radius) : Number.isNaN(error) ? Infinity : error / radius;
    if (!(error <= radius) && (outside === null || ratio > outside.ratio)) {
      outside = { index: i, got: y, mid: center, rad: radius, ratio };
    }
    worst = Math.max(worst, ratio);
    if (error > (band[i] as number)) beyondBand++;
    sharp ||= (term[i] as number) > radius;
  }
  return { outside, worst, beyondBand, weak: !sharp && mid.some((y) => y !== 0) };
}
