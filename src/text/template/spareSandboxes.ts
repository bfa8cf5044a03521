import { KnownTemplates } from './knownTemplates.ts';
import { CHECK_LIMITS, TemplateSandbox, type TemplateLimits } from './sandbox.ts';

/**
 * A sandbox for each of a row of files. From the second on they are started before they are asked for: a process takes as long to start
 * as a small model takes to hash. The first is not, since most files have a template that was judged before and need none. No file's
 * template ever sees the process that another's was in.
 */
export class SpareSandboxes {
  /** What was found in the templates of the files before. */
  readonly known = new KnownTemplates();
  readonly #limits: TemplateLimits;
  #files: number;
  #next: TemplateSandbox | null = null;

  constructor(files: number, limits: TemplateLimits = CHECK_LIMITS) {
    this.#limits = limits;
    this.#files = files;
  }

  /** How many files are to come from now on. */
  expect(files: number): void {
    this.#files = files;
  }

  /** The one that has been started, or a new one; the caller closes it. The next is started where more files may want one. */
  take(): TemplateSandbox {
    const taken = this.#next ?? new TemplateSandbox(this.#limits);
    this.#files--;
    this.#next = null;
    this.#startNext();
    return taken;
  }

  /** Ends the one that nobody has taken. */
  close(): void {
    this.#next?.close();
    this.#next = null;
  }

  #startNext(): void {
    if (this.#files <= 0) return;
    this.#next = new TemplateSandbox(this.#limits);
    this.#next.start();
  }
}
