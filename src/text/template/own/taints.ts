/** Names that say what a condition may not ask for: set to it, or set where it is asked. What is set by such a name is such a name too. */
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Expression, For, Node } from '../syntax/nodes.ts';
import { field, isBody, type HeldValues } from './heldValues.ts';
import type { Place } from './places.ts';

/** A name, or a place where some are set. */
type Thing = string | Place;
/** Bits of what a condition, or a value, asks for. */
interface Asked {
  readonly byTest: (test: Expression, loop: For | null) => number;
  readonly byValue: (value: Expression, loop: For | null) => number;
}

export class Taints {
  readonly #bits = new Map<Thing, number>();
  readonly #makes = new Map<Thing, Thing[]>();
  readonly #open: Thing[] = [];
  readonly #asked: Asked;

  constructor(held: HeldValues, asked: Asked) {
    this.#asked = asked;
    for (const [word, all] of held.all())
      for (const { value, place, loop } of all) {
        this.#learnPlace(place, word);
        if (isBody(value)) continue;
        if (loop === null) this.#mark(word, asked.byValue(value, place.loopAround));
        this.#learn(value, word);
      }
    this.#spread();
  }

  /** What a name that stands anywhere in `e` was set by. */
  in(e: Node): number {
    let bits = 0;
    eachWord(e, (word) => {
      bits |= this.#bits.get(word) ?? 0;
    });
    return bits;
  }

  #learn(value: Expression, made: Thing): void {
    eachWord(value, (word) => {
      this.#add(word, made);
    });
  }

  #learnPlace(place: Place, word: string): void {
    this.#add(place, word);
    for (let at: Place | null = place; at && !this.#seen.has(at); at = at.outer) {
      step();
      this.#seen.add(at);
      if (at.outer) this.#add(at.outer, at);
      if (!at.condition) continue;
      this.#mark(at, this.#asked.byTest(at.condition.test, at.loopAround));
      this.#learn(at.condition.test, at);
    }
  }

  readonly #seen = new Set<Place>();

  #mark(thing: Thing, bits: number): void {
    const old = this.#bits.get(thing) ?? 0;
    if ((old | bits) === old) return;
    this.#bits.set(thing, old | bits);
    this.#open.push(thing);
  }

  #add(cause: Thing, made: Thing): void {
    step();
    const all = this.#makes.get(cause);
    if (all) all.push(made);
    else this.#makes.set(cause, [made]);
  }

  #spread(): void {
    for (let thing = this.#open.pop(); thing !== undefined; thing = this.#open.pop())
      for (const made of this.#makes.get(thing) ?? []) {
        step();
        this.#mark(made, this.#bits.get(thing) ?? 0);
      }
  }
}

function eachWord(node: Node, visit: (word: string) => void): void {
  step();
  if (node.kind === 'name') visit(node.name);
  if (node.kind === 'member') visit(field(node.name));
  if (node.kind === 'index' && node.key.kind === 'literal') visit(field(String(node.key.value)));
  eachChild(node, (child) => {
    eachWord(child, visit);
  });
}
