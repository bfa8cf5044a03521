/** What conversations may cost that are tried only where that is cheap. The others must fit into what a sandbox may take in all. */
import type { TemplateSandbox } from '../sandbox.ts';

/** In steps. Public templates take 340,000 at most for the others, and 40,000 mostly. */
const MOST_OF_TEMPLATE = 300_000;
/** Of the templates of one file: a part of what they may take in all. */
const MOST_OF_SANDBOX = 600_000;

const TAKEN = new WeakMap<TemplateSandbox, number>();

export class Allowance {
  readonly #sandbox: TemplateSandbox;
  #left: number;

  constructor(sandbox: TemplateSandbox) {
    this.#sandbox = sandbox;
    this.#left = Math.min(MOST_OF_TEMPLATE, MOST_OF_SANDBOX - (TAKEN.get(sandbox) ?? 0));
  }

  get isLeft(): boolean {
    return this.#left > 0;
  }

  spend(steps: number): void {
    this.#left -= steps;
    TAKEN.set(this.#sandbox, (TAKEN.get(this.#sandbox) ?? 0) + steps);
  }
}
