/** When a text is printed, by the conditions and loops around it: whose message it stands in, from which turn on, with which tools. */
import type { GrowingLoops } from '../cost/growing.ts';
import { step } from '../steps.ts';
import type { Expression, For } from '../syntax/nodes.ts';
import type { Folder } from './foldedText.ts';
import type { HeldValues } from './heldValues.ts';
import type { Condition, Place } from './places.ts';
import { ASSISTANTS, EVERY_ROLE, Roles, USERS } from './roles.ts';
import { Taints } from './taints.ts';
import { ToolNames } from './toolNames.ts';
import { ToolsGiven } from './toolsGiven.ts';
import { Turns } from './turns.ts';

/** What is known of a place is bits: the roles that are not meant, and above them one for each question. */
const IN_MESSAGES = 1 << 8;
/** At the first message alone. */
const FIRST = 1 << 9;
/** From some message on, or at some. */
const COUNTED = 1 << 10;
/** With a tool of some name. */
const FOR_TOOL = 1 << 11;
/** Where tools or documents are given, or called. */
const WITH_TOOLS = 1 << 12;
/** What is known of one message alone. */
const OF_ONE = EVERY_ROLE | FIRST;

/** Whom a text is said to, or when, that it should not be: a bit for each. */
export const TO_USERS = 1;
export const TO_ASSISTANTS = 2;
export const AT_TURNS = 4;
export const WITH_TOOL = 8;

/** What is known of a place: places of which the same is known have the same one. */
export interface Known {
  readonly bits: number;
  readonly round: For | null;
  /** The innermost loop, whatever it goes through. */
  readonly loop: For | null;
  /** A loop over messages in one over messages: each first of it is there again and again. */
  readonly isNested: boolean;
}

const OUTSIDE: Known = { bits: 0, round: null, loop: null, isNested: false };

interface Looked extends Omit<Condition, 'test'>, Known {}

/** Of one template: each place is looked at once. */
export class Wheres {
  readonly #places = new Map<Place, Known>();
  readonly #conditions = new Map<Expression, Looked[]>();
  readonly #all = new Map<For | null, Known[]>();
  readonly #growing: GrowingLoops;
  readonly #roles: Roles;
  readonly #turns: Turns;
  readonly #names: ToolNames;
  readonly #given: ToolsGiven;
  readonly #taints: Taints;

  constructor(held: HeldValues, growing: GrowingLoops, folder: Folder) {
    this.#growing = growing;
    this.#roles = new Roles(held, growing);
    this.#turns = new Turns(held, growing, folder);
    this.#names = new ToolNames(held);
    this.#given = new ToolsGiven(held);
    this.#taints = new Taints(held, {
      byTest: (test, loop) => this.#asked(test, loop),
      byValue: (value, loop) => this.#askedByValue(value, loop),
    });
  }

  /** What is known of a place; of two places the same where it is the same object. */
  of(place: Place): Known {
    return this.#of(place);
  }

  /** Whether it is said once for every message, and to whom. */
  isInMessages(place: Place): boolean {
    return (this.#of(place).bits & IN_MESSAGES) !== 0;
  }

  /** Whom it is said to, or when, that it should not be. `isWithin`: within a message, though no loop says so. */
  objectionsTo(place: Place, isWithin: boolean): number {
    const { bits } = this.#of(place);
    const isSaid = (bits & IN_MESSAGES) === 0 ? isWithin : (bits & FIRST) === 0;
    const isExcused = !isSaid || (bits & WITH_TOOLS) !== 0;
    return (
      (isExcused || (bits & USERS) !== 0 ? 0 : TO_USERS) |
      (isExcused || (bits & ASSISTANTS) === ASSISTANTS ? 0 : TO_ASSISTANTS) |
      ((bits & COUNTED) !== 0 ? AT_TURNS : 0) |
      ((bits & FOR_TOOL) !== 0 ? WITH_TOOL : 0)
    );
  }

  /** Whether a text of a message that is printed here may be a user's or the assistant's: whose it is was known where it was read. */
  isTheirs(place: Place): boolean {
    for (let at: Place | null = place; at; at = at.outer) {
      step();
      if (at.held && !isOfThem(this.#of(at.held.place))) return false;
    }
    return isOfThem(this.#of(place));
  }

  /** Whether it is said in messages, and not only what a field of a namespace may hold that is printed there. */
  isSurelyInMessages(place: Place): boolean {
    for (let at: Place | null = place; at; at = at.outer) {
      step();
      if (at.held?.isName === false) return false;
    }
    return this.isInMessages(place);
  }

  grows(loop: For): boolean {
    return this.#growing.grows(loop);
  }

  #of(place: Place): Known {
    const chain: Place[] = [];
    let at: Place | null = place;
    for (; at && !this.#places.has(at); at = at.outer) chain.push(at);
    let known = at ? (this.#places.get(at) ?? OUTSIDE) : OUTSIDE;
    for (const inner of chain.reverse()) {
      step();
      known = this.#same(this.#with(known, inner));
      this.#places.set(inner, known);
    }
    return known;
  }

  #same(known: Known): Known {
    const all = this.#all.get(known.loop) ?? [];
    this.#all.set(known.loop, all);
    const isSame = (one: Known): boolean =>
      one.bits === known.bits && one.round === known.round && one.isNested === known.isNested;
    const old = all.find(isSame);
    if (!old) all.push(known);
    return old ?? known;
  }

  #with(known: Known, { condition, loop, held, macro, macroAround }: Place): Known {
    if (loop) return this.#inLoop(known, loop);
    if (condition) return { ...known, bits: known.bits | this.#look(condition, known, macroAround !== null) };
    if (held) return { ...known, bits: known.bits | this.#heldBits(this.#of(held.place), held.isName, known) };
    return macro ? { ...known, loop: null } : known;
  }

  /** What was known of another message is not known of this one. */
  #inLoop(known: Known, loop: For): Known {
    const { bits } = known;
    const asked = this.#asked(loop.items, null) | this.#taints.in(loop.items);
    if (!this.#growing.grows(loop)) return { ...known, bits: bits | asked, loop };
    const isNested = (bits & IN_MESSAGES) !== 0;
    return { bits: (bits & ~OF_ONE) | IN_MESSAGES | asked, round: loop, loop, isNested };
  }

  /** When it was set says when it is printed; of whose message it was is known in the same round alone. */
  #heldBits(set: Known, isName: boolean, read: Known): number {
    const always = set.bits & (COUNTED | FOR_TOOL);
    return isName && set.round === read.round ? always | (set.bits & (OF_ONE | WITH_TOOLS)) : always;
  }

  #look(condition: Condition, { round, loop, isNested }: Known, isInMacro: boolean): number {
    const { test, holds, isKey = false } = condition;
    const all = this.#conditions.get(test) ?? [];
    this.#conditions.set(test, all);
    const known = all.find(
      (one) =>
        one.holds === holds &&
        one.isKey === isKey &&
        one.loop === loop &&
        one.round === round &&
        one.isNested === isNested,
    );
    if (known) return known.bits;
    const asked = this.#taints.in(test) | (isKey ? this.#askedByKey(test, loop) : this.#asked(test, loop));
    const found = isKey ? asked : asked | this.#excuses(condition, round, isNested ? null : loop, isInMacro);
    all.push({ holds, isKey, loop, round, isNested, bits: found });
    return found;
  }

  #excuses(condition: Condition, round: For | null, loop: For | null, isInMacro: boolean): number {
    const { test, holds } = condition;
    return (
      (EVERY_ROLE & ~this.#roles.under(condition, round, isInMacro)) |
      (this.#turns.isFirst(test, holds, loop) ? FIRST : 0) |
      (this.#given.isUnder(test, holds, isInMacro) ? WITH_TOOLS : 0)
    );
  }

  #asked(test: Expression, loop: For | null): number {
    return (this.#turns.isCounted(test, loop) ? COUNTED : 0) | (this.#names.asksFor(test) ? FOR_TOOL : 0);
  }

  #askedByValue(value: Expression, loop: For | null): number {
    return (this.#turns.isCountedValue(value, loop) ? COUNTED : 0) | (this.#names.isAskedIn(value) ? FOR_TOOL : 0);
  }

  #askedByKey(key: Expression, loop: For | null): number {
    return (this.#turns.isCountedKey(key, loop) ? COUNTED : 0) | (this.#names.mentions(key) ? FOR_TOOL : 0);
  }
}

function isOfThem({ bits }: Known): boolean {
  return (bits & USERS) === 0 || (bits & ASSISTANTS) !== ASSISTANTS;
}
