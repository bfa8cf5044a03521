/** What a scan counted. Tallies of parts of a tensor add up to that of the whole, in any order. */
export const DEFECTS = ['nan', 'infinite', 'absurd', 'subnormal'] as const;

/** Of a block, at most: `FF_SCAN_MAX_FIELDS`. */
export const MAX_FIELDS = 4;

export type Defect = (typeof DEFECTS)[number];

export interface Tally {
  /** Those that any magnitude has: 0 where every number is zero, below a power of two where every magnitude is. */
  bits: number;
  /** Numbers other than zero. */
  nonZeros: number;
  /** Of each field of the layout, four at most: the magnitude of its greatest absurd number; 0 where there is none. */
  readonly greatest: number[];
  /** Numbers with each defect, in the order of {@link DEFECTS}. */
  readonly counts: number[];
  /** The first byte of the first of them, from the start of the tensor; Infinity where there is none. */
  readonly firsts: number[];
}

export function emptyTally(): Tally {
  const firsts = [Infinity, Infinity, Infinity, Infinity];
  return { bits: 0, nonZeros: 0, greatest: new Array<number>(MAX_FIELDS).fill(0), counts: [0, 0, 0, 0], firsts };
}

/** Adds `part`, whose bytes begin at byte `at` of the tensor. */
export function addTally(whole: Tally, part: Tally, at: number): void {
  whole.bits |= part.bits;
  whole.nonZeros += part.nonZeros;
  for (let i = 0; i < MAX_FIELDS; i++)
    whole.greatest[i] = Math.max(whole.greatest[i] as number, part.greatest[i] as number);
  for (let i = 0; i < DEFECTS.length; i++) {
    whole.counts[i] = (whole.counts[i] as number) + (part.counts[i] as number);
    whole.firsts[i] = Math.min(whole.firsts[i] as number, (part.firsts[i] as number) + at);
  }
}

/** One number in so many is other than zero, or fewer: pruning leaves at least one in a hundred. */
const SPARSE = 256;

/** Of so many numbers or more, a single one that is not zero is as odd. */
const LONE = 32;

/** Whether nearly all of the `numbers` that were counted are zero, but not all. */
export function isSparse({ nonZeros }: Tally, numbers: number): boolean {
  return nonZeros > 0 && (nonZeros <= Math.floor(numbers / SPARSE) || (nonZeros === 1 && numbers >= LONE));
}

/** Of fewer numbers than this, zeros are told: those of frequencies mean something. */
const FEW = 4096;

/** From this share of zeros on they are told: what is divided by may be one part of four that is all zeros. */
const MANY_ZEROS = 1 / 4;

/** Whether there is something to tell of a tensor with this tally; `minNormal` is its encoding's. */
export function isTold(tally: Tally, minNormal: number, numbers: number): boolean {
  if (numbers < FEW && tally.nonZeros < numbers) return true;
  const hasManyZeros = numbers - tally.nonZeros >= numbers * MANY_ZEROS;
  return tally.bits < minNormal || tally.counts.some((count) => count > 0) || hasManyZeros;
}
