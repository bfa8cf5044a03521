/** What a scan counted. Tallies of parts of a tensor add up to that of the whole, in any order. */
export const DEFECTS = ['nan', 'infinite', 'absurd', 'subnormal'] as const;

export type Defect = (typeof DEFECTS)[number];

export interface Tally {
  /** Whether any number is other than zero. */
  anyNonZero: boolean;
  /** Numbers with each defect, in the order of {@link DEFECTS}. */
  readonly counts: number[];
  /** The first byte of the first of them, from the start of the tensor; Infinity where there is none. */
  readonly firsts: number[];
}

export function emptyTally(): Tally {
  return { anyNonZero: false, counts: [0, 0, 0, 0], firsts: [Infinity, Infinity, Infinity, Infinity] };
}

/** Adds `part`, whose bytes begin at byte `at` of the tensor. */
export function addTally(whole: Tally, part: Tally, at: number): void {
  whole.anyNonZero ||= part.anyNonZero;
  for (let i = 0; i < DEFECTS.length; i++) {
    whole.counts[i] = (whole.counts[i] as number) + (part.counts[i] as number);
    whole.firsts[i] = Math.min(whole.firsts[i] as number, (part.firsts[i] as number) + at);
  }
}
