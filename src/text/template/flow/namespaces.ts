/** All namespaces at once: a macro that is given one assigns to it under another name. */
import { join } from './join.ts';
import { sameValue } from './sameValue.ts';
import { traitsOf } from './traits.ts';
import type { Changing, Fields, Value } from './value.ts';
import { changingIn, STRUCTURE, SWAYED } from './values.ts';

export class Namespaces {
  readonly value: Fields;
  readonly #fields = new Map<string, Value>();
  readonly #traits: Changing = { traits: 0 };

  constructor() {
    const { changing, fields } = { changing: this.#traits, fields: this.#fields };
    this.value = { kind: 'record', fields, rest: STRUCTURE, of: 'mapping', traits: 0, changing };
  }

  /** Whether `value` is a namespace. */
  is(value: Value): boolean {
    return value.kind === 'record' && value.fields === this.#fields;
  }

  /** A namespace in a namespace would have no end. */
  plain(value: Value): Value {
    return changingIn(value) !== null ? SWAYED : value;
  }

  /** Some namespace has this in a field: whether that is more than was known. */
  learns(name: string, given: Value): boolean {
    const value = this.plain(given);
    const old = this.#fields.get(name);
    const joined = old === undefined ? value : join(old, value);
    if (old !== undefined && sameValue(old, joined)) return false;
    this.#fields.set(name, joined);
    this.#traits.traits |= traitsOf(joined);
    return true;
  }
}
