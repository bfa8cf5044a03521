/** Literals of a template: what is known of one text is asked once, however often it is written. */
import type { Constant } from './value.ts';
import { constant } from './values.ts';

export class Literals {
  readonly #isTag: (text: string) => boolean;
  readonly #tags = new Map<string, boolean>();
  readonly #constants = new Map<Constant['value'], Constant>();

  constructor(isTag: (text: string) => boolean) {
    this.#isTag = isTag;
  }

  /** Whether it is a mark of the format, which no person types: a special token, or a tag that public templates use. */
  isTag(text: string): boolean {
    const known = this.#tags.get(text);
    if (known !== undefined) return known;
    const isTag = this.#isTag(text);
    this.#tags.set(text, isTag);
    return isTag;
  }

  constant(value: Constant['value']): Constant {
    const known = this.#constants.get(value);
    if (known) return known;
    const made = constant(value);
    this.#constants.set(value, made);
    return made;
  }
}
