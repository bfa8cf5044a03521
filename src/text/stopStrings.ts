/**
 * Stops a stream of text at the first of some strings. A string may come in pieces: what could be the beginning of one is held back until
 * it is told. The outcome does not depend on where the stream is cut.
 */
export class StopStrings {
  readonly #stops: readonly string[];
  /** The longest end of what came that begins one of the strings; nothing before it can be part of one any more. */
  #held = '';

  /** `stops` are not empty. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /**
   * What of the text can be shown now that `text` came, and whether one of the strings is complete. Of two that end at the same place the longer
   * counts; neither it nor what comes after it is shown.
   */
  push(text: string): { readonly text: string; readonly stopped: boolean } {
    const all = this.#held + text;
    for (let end = this.#held.length + 1; end <= all.length; end++) {
      const start = this.#startOfStop(all, end);
      if (start === null) continue;
      this.#held = '';
      return { text: all.slice(0, start), stopped: true };
    }
    const shown = all.length - this.#heldLength(all);
    this.#held = all.slice(shown);
    return { text: all.slice(0, shown), stopped: false };
  }

  /** What was still held back when the stream ended. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }

  /** Where the longest of the strings that end at `end` starts. */
  #startOfStop(all: string, end: number): number | null {
    const lengths = this.#stops.filter((stop) => all.endsWith(stop, end)).map((stop) => stop.length);
    return lengths.length === 0 ? null : end - Math.max(...lengths);
  }

  #heldLength(all: string): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let n = Math.min(longest, all.length); n > 0; n--) {
      const end = all.slice(all.length - n);
      if (this.#stops.some((stop) => stop.startsWith(end))) return n;
    }
    return 0;
  }
}
