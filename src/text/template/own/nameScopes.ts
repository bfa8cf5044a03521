/** What a name may hold where it is read: what a loop's body or a macro's sets, it sets for itself. */
import type { For } from '../syntax/nodes.ts';
import { GIVEN_BACK, type Held, type HeldValues } from './heldValues.ts';
import { loopsHere, scopesOf, type Place } from './places.ts';
import { setsFirst } from './setsFirst.ts';
import { isOfCall, type Way } from './way.ts';

const VARIADIC: ReadonlySet<string> = new Set(['varargs', 'kwargs']);

export class NameScopes {
  readonly #held: HeldValues;
  readonly #first = new Map<For, Map<string, boolean>>();

  constructor(held: HeldValues) {
    this.#held = held;
  }

  seen(name: string, { place, call }: Way): readonly Held[] {
    if (isUnscoped(name)) return this.#held.of(name);
    const own = this.#setFirst(name, place);
    if (own) return own;
    const scopes = [null, ...scopesOf(place)];
    const set = scopes.flatMap((scope) => this.#held.setIn(scope, name));
    // What a macro is called with is seen in its body alone, and there is known of each call.
    const isOpen = name === GIVEN_BACK || VARIADIC.has(name) || (call !== undefined && !isOfCall(name, call));
    return isOpen ? [...set, ...this.#held.givenTo(name)] : set;
  }

  /** What the innermost loop sets before anything in it reads it. */
  #setFirst(name: string, place: Place): readonly Held[] | null {
    for (const loop of loopsHere(place)) {
      const own = this.#held.setIn(loop, name);
      if (own.length > 0 && this.#isSetFirst(loop, name)) return own;
    }
    return null;
  }

  #isSetFirst(loop: For, name: string): boolean {
    const names = this.#first.get(loop) ?? new Map<string, boolean>();
    this.#first.set(loop, names);
    const known = names.get(name) ?? setsFirst(loop.body, name);
    names.set(name, known);
    return known;
  }
}

/** Fields, what is added, what macros give: no scope hides them. */
function isUnscoped(word: string): boolean {
  return !/^[\p{L}\p{M}\p{N}_]+$/u.test(word);
}
