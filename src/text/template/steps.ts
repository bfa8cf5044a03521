/**
 * What following one template takes, counted in steps: a node that is gone through, a field that is joined, a few characters that are read
 * once more. The same template takes as many on every machine. Following is synchronous, so one count is kept at a time: values are joined
 * in a hundred places, none of which needs to hand it on.
 */
let left = Infinity;

/** What is followed takes more steps than it may. */
export class TooManySteps extends Error {}

/** Counts steps of what is followed now. Throws TooManySteps where there are not as many left. */
export function step(count = 1): void {
  left -= count;
  if (left < 0) throw new TooManySteps('expected fewer steps, found more');
}

/** A step, where `text` is read again. */
export function stepOver(text: string): void {
  step(1 + (text.length >> 2));
}

/** Calls `follow`, which may take `most` steps and no more: what it gives, and how many it took. */
export function withinSteps<T>(most: number, follow: () => T): { readonly result: T; readonly steps: number } {
  const outside = left;
  left = most;
  try {
    const result = follow();
    return { result, steps: most - left };
  } finally {
    left = outside;
  }
}
