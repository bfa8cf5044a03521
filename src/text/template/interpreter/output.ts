/** What is printed, counted: of a template, or of a block that is kept for something else. */
import { workOver } from './work.ts';

/** More is printed than may be. */
export class TooMuchOutput extends Error {}

export class Output {
  readonly #parts: string[] = [];
  readonly #most: number;
  #length = 0;

  constructor(most = Infinity) {
    this.#most = most;
  }

  write(text: string): void {
    workOver(text.length);
    this.#length += text.length;
    if (this.#length > this.#most)
      throw new TooMuchOutput(`expected at most ${String(this.#most)} characters of output, found more`);
    this.#parts.push(text);
  }

  get text(): string {
    return this.#parts.join('');
  }
}
