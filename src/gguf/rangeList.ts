import { lazyList } from './lazyList.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Up to as many are made once and kept; of more, each when it is asked for. */
const MOST_KEPT = 1 << 12;

/** Ranges of bytes, two numbers each: there may be one after every tensor of a million. */
export class RangeList {
  #numbers = new Float64Array(1 << 6);
  #count = 0;

  push(start: number, end: number): void {
    if (2 * this.#count === this.#numbers.length) {
      const numbers = new Float64Array(2 * this.#numbers.length);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#numbers.set([start, end], 2 * this.#count);
    this.#count++;
  }

  list(): readonly Range[] {
    const numbers = this.#numbers;
    const at = (i: number): Range => ({ start: numbers[2 * i] as number, end: numbers[2 * i + 1] as number });
    const count = this.#count;
    return count > MOST_KEPT ? lazyList(count, at) : Array.from({ length: count }, (_, i) => at(i));
  }
}
