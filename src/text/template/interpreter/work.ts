/** What rendering takes, counted before it is done: in steps, as everything else that follows a template is. */
import { step } from '../steps.ts';
import { TooDeep } from './errors.ts';

/** Characters that are read or written in one step. */
const CHARACTERS = 32;
/** Bits of a whole number that are worked out in one step. */
const BITS = 16;
/** Macros, loops and values in one another. Python gives up a little later. */
const MOST_DEPTH = 180;

/** Counts so many elements that are gone through, or made. */
export function work(elements = 1): void {
  step(Math.max(1, elements));
}

/** Counts so many characters that are read, or made. */
export function workOver(characters: number): void {
  step(1 + Math.floor(characters / CHARACTERS));
}

/** Counts so many bits of a whole number. */
export function workOnBits(bits: number): void {
  step(1 + Math.floor(bits / BITS));
}

let depth = 0;

/** Calls `run` one level further down. Throws TooDeep where that is too deep. */
export function deeper<T>(run: () => T): T {
  if (depth >= MOST_DEPTH) throw new TooDeep(`expected at most ${String(MOST_DEPTH)} levels, found more`);
  depth++;
  try {
    return run();
  } finally {
    depth--;
  }
}
