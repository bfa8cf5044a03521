/** When a text is printed, by the conditions and loops around it: whose message it stands in, from which turn on, with which tools. */
import type { Expression } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { asksForTool, isCounted, isFirst } from './asked.ts';
import { mentions } from './mentions.ts';
import type { Condition, Place } from './places.ts';
import { EVERY_ROLE, rolesOf, rolesUnder } from './roles.ts';

export interface Where {
  /** Once for every message. */
  readonly inMessages: boolean;
  /** Whose messages. */
  readonly roles: ReadonlySet<string>;
  /** At the first message alone. */
  readonly isFirst: boolean;
  /** From some message on, or at some: what a number over 1 is compared with. */
  readonly isCounted: boolean;
  /** With a tool of some name. */
  readonly isForTool: boolean;
  /** Where tools or documents are given, or called. */
  readonly isWithTools: boolean;
}

/** What is known of a place is bits, each set by anything that stands around it: above the roles that are not meant, one for each question. */
const IN_MESSAGES = 1 << 8;
const FIRST = 1 << 9;
const COUNTED = 1 << 10;
const FOR_TOOL = 1 << 11;
const WITH_TOOLS = 1 << 12;

/** Of one template: each place, condition and loop is looked at once. */
export class Wheres {
  readonly #messages: ReadonlySet<string>;
  readonly #places = new Map<Place, number>();
  readonly #holding = new Map<Expression, number>();
  readonly #failing = new Map<Expression, number>();
  readonly #loops = new Map<Expression, number>();

  /** `messages`: the names of what is made of all messages. */
  constructor(messages: ReadonlySet<string>) {
    this.#messages = messages;
  }

  /** Of a text whose parts stand in these places. */
  of(places: readonly Place[]): Where {
    const bits = places.reduce((all, place) => all | this.#ofPlace(place), 0);
    return {
      inMessages: (bits & IN_MESSAGES) !== 0,
      roles: rolesOf(EVERY_ROLE & ~bits),
      isFirst: (bits & FIRST) !== 0,
      isCounted: (bits & COUNTED) !== 0,
      isForTool: (bits & FOR_TOOL) !== 0,
      isWithTools: (bits & WITH_TOOLS) !== 0,
    };
  }

  #ofPlace(place: Place): number {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const chain: Place[] = [];
    let at: Place | null = place;
    for (; at && !this.#places.has(at); at = at.outer) chain.push(at);
    let bits = at ? (this.#places.get(at) ?? 0) : 0;
    for (const inner of chain.reverse()) {
      step();
      bits |= this.#ofWhatItAdds(inner);
      this.#places.set(inner, bits);
    }
    return bits;
  }

  #ofWhatItAdds({ condition, loop, held }: Place): number {
    if (condition) return this.#ofCondition(condition);
    if (loop) return this.#ofLoop(loop);
    return held ? this.#ofPlace(held) : 0;
  }

  #ofCondition(condition: Condition): number {
    const { test, holds } = condition;
    const known = holds ? this.#holding : this.#failing;
    const bits = known.get(test) ?? this.#look(condition);
    known.set(test, bits);
    return bits;
  }

  #look(condition: Condition): number {
    const { test, holds } = condition;
    return (
      (EVERY_ROLE & ~rolesUnder(condition)) |
      (isFirst(condition) ? FIRST : 0) |
      (isCounted(test, this.#messages) ? COUNTED : 0) |
      (asksForTool(test) ? FOR_TOOL : 0) |
      (holds && mentions(test, isToolName) ? WITH_TOOLS : 0)
    );
  }

  #ofLoop(items: Expression): number {
    const known = this.#loops.get(items);
    if (known !== undefined) return known;
    const ofMessages = mentions(items, (name) => this.#messages.has(name));
    const bits = (ofMessages ? IN_MESSAGES : 0) | (isCounted(items, this.#messages) ? COUNTED : 0);
    this.#loops.set(items, bits);
    return bits;
  }
}

function isToolName(name: string): boolean {
  return /tool|function|document|schema|response_format/i.test(name);
}
