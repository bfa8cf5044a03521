/** The lines of a source, for places of many offsets. Lines end with \n, \r\n or \r, as Jinja has it. */

/** A place in a source as people and editors count: both from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export class Lines {
  readonly #source: string;
  /** Where each line begins. */
  readonly #begins: readonly number[];

  constructor(source: string) {
    this.#source = source;
    this.#begins = [0, ...Array.from(source.matchAll(/\r\n|\r|\n/g), ({ 0: end, index }) => index + end.length)];
  }

  get count(): number {
    return this.#begins.length;
  }

  /** In logarithmic time. */
  placeOf(offset: number): Place {
    let [low, high] = [0, this.#begins.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#begins[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#begins[low] ?? 0) + 1 };
  }

  /** Without its end. */
  textOf(line: number): string {
    const end = this.#begins[line] ?? this.#source.length;
    return this.#source.slice(this.#begins[line - 1] ?? 0, end).replace(/(?:\r\n|\r|\n)$/, '');
  }

  /** The first offset of [start, end) that is no blank; `start` where there is none. */
  pastBlanks(start: number, end: number): number {
    const text = this.#source.slice(start, end);
    const rest = text.trimStart();
    return rest === '' ? start : start + text.length - rest.length;
  }
}
