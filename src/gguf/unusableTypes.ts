import { quoted } from '../core/printable.ts';
import type { Findings } from '../core/findings.ts';
import { foreignType } from './foreignTypes.ts';
import { REMOVED_TENSOR_TYPES } from './tensorTypes.ts';
import type { GgufRuleId } from './rules.ts';

/** The first row of a tensor table that has some type. */
interface TypedRow {
  readonly index: number;
  readonly name: string;
  /** Where the file says the type. */
  readonly at: number;
  /** Rows that have it. */
  count: number;
}

/** Types that are kept apart. A table with more of them is noise: the rest are counted with the last. */
const MOST_TYPES = 100;

/** Tensor types that nobody can read here. A model of another program has one on every row: one cause is told once. */
export class UnusableTypes {
  readonly #rows = new Map<number, TypedRow>();
  #last: TypedRow | undefined;

  add(id: number, index: number, name: string, at: number): void {
    const known = this.#rows.get(id) ?? (this.#rows.size < MOST_TYPES ? undefined : this.#last);
    if (known) {
      known.count++;
      return;
    }
    this.#last = { index, name, at, count: 1 };
    this.#rows.set(id, this.#last);
  }

  /** A finding for each type, in the order in which they were met. */
  report(sink: Findings<GgufRuleId>): void {
    for (const [id, { index, name, at, count }] of this.#rows) {
      const isRemoved = REMOVED_TENSOR_TYPES.has(id);
      const foreign = foreignType(id);
      const type = `${isRemoved ? 'the removed ' : ''}type ${String(id)}${foreign === null ? '' : ` (${foreign})`}`;
      const more = count === 1 ? '' : `, and in ${String(count - 1)} more`;
      sink.report(isRemoved ? 'gguf/removed-tensor-type' : 'gguf/unknown-tensor-type', () => ({
        message: `expected a tensor type that is in use, found ${type} in tensor ${quoted(name)}${more}`,
        offset: at,
        length: 4,
        path: `tensors[${String(index)}]`,
      }));
    }
  }
}
