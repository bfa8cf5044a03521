/** What conversations may cost that are tried only where that is cheap. The others must fit into what a renderer may take in all. */
import type { TrialRenderer } from './trialRenderer.ts';

/** In steps. Public templates take 340,000 at most for the others, and 40,000 mostly. */
const MOST_OF_TEMPLATE = 300_000;
/** Of the templates of one file: a part of what they may take in all. */
const MOST_OF_FILE = 600_000;

const TAKEN = new WeakMap<TrialRenderer, number>();

export class Allowance {
  readonly #renderer: TrialRenderer;
  #left: number;

  constructor(renderer: TrialRenderer) {
    this.#renderer = renderer;
    this.#left = Math.min(MOST_OF_TEMPLATE, MOST_OF_FILE - (TAKEN.get(renderer) ?? 0));
  }

  get isLeft(): boolean {
    return this.#left > 0;
  }

  spend(steps: number): void {
    this.#left -= steps;
    TAKEN.set(this.#renderer, (TAKEN.get(this.#renderer) ?? 0) + steps);
  }
}
