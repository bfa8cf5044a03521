/**
 * What grows with the conversation: messages, what is made of them under whatever name, and what is added to in a loop over what grows. Names are
 * taken for the same everywhere, and so are fields of namespaces; a macro, and the body of a call block, may be called in any loop.
 */
import { pathOf } from '../flow/facts.ts';
import { step } from '../steps.ts';
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type {
  Arguments,
  Body,
  Call,
  Expression,
  For,
  Macro,
  Node,
  Parameter,
  Statement,
  Target,
} from '../syntax/nodes.ts';
import { begins } from './begun.ts';
import { ownExpressions } from './ownExpressions.ts';
import {
  along,
  APPENDED,
  CONVERSATION,
  eachSource,
  ELEMENT,
  field,
  ITSELF,
  printedBy,
  WHOLE,
  WITHIN,
  type Way,
} from './sources.ts';
import { isSum, isTrue, timesIn } from './sums.ts';

/** A word for what grows, or a loop over it. */
type Thing = string | For;

/** The body that a statement is in: repeated by a loop, by whoever calls the macro, or no more often than what it stands in. */
interface Place {
  readonly by: Thing | null;
  readonly body: Body;
  readonly outer: Place | null;
}

interface Made {
  readonly made: Thing;
  readonly way: Way;
}

/** What a loop makes of what is added to in it. */
const ROUNDS: Way = { ofItself: ITSELF, ofInside: 0 };
/** What call blocks are given by `caller(…)`. */
const GIVEN_BACK = 'caller(…)';

export class GrowingLoops {
  readonly #growing = new Map<Thing, number>([[CONVERSATION, ITSELF]]);
  readonly #makes = new Map<Thing, Made[]>();
  /** What is set to other than true, and what repeats that. */
  readonly #resets: (readonly [path: string, place: Place])[] = [];
  readonly #reset: ReadonlySet<string>;
  readonly #macros: ReadonlyMap<string, Macro>;

  constructor(body: Body, macros: ReadonlyMap<string, Macro>) {
    this.#macros = macros;
    this.#learn(body, { by: null, body, outer: null });
    this.#spread();
    const reset = this.#resets.filter(([, place]) => causesOf(place).some((cause) => this.#isLong(cause)));
    this.#reset = new Set(reset.map(([path]) => path));
  }

  /** Whether it goes round as often as the conversation is long; over `messages[0].content` it does not. */
  grows(loop: For): boolean {
    return this.#isLong(loop);
  }

  /** Whether what `e` comes to is as long as the conversation, or counts it. */
  isOfConversation(e: Expression): boolean {
    let growing = 0;
    eachSource(e, (source, way) => {
      growing |= along(way, this.#growing.get(source) ?? 0);
    });
    return (growing & ITSELF) !== 0;
  }

  /** Whether `path` is set to other than true again and again. */
  isReset(path: string): boolean {
    return this.#reset.has(path);
  }

  #isLong(thing: Thing): boolean {
    return ((this.#growing.get(thing) ?? 0) & ITSELF) !== 0;
  }

  #spread(): void {
    const open: Thing[] = [CONVERSATION];
    for (let thing = open.pop(); thing !== undefined; thing = open.pop()) {
      const growing = this.#growing.get(thing) ?? 0;
      for (const { made, way } of this.#makes.get(thing) ?? []) {
        step();
        const [old, now] = [this.#growing.get(made) ?? 0, along(way, growing)];
        if ((old | now) === old) continue;
        this.#growing.set(made, old | now);
        open.push(made);
      }
    }
  }

  #learn(body: Body, place: Place): void {
    for (const s of body) {
      step();
      for (const e of ownExpressions(s)) this.#learnCalls(e, place);
      this.#learnStatement(s, place);
      for (const inner of bodiesOf(s)) this.#learn(inner, placeIn(s, inner, place));
    }
  }

  #learnStatement(s: Statement, place: Place): void {
    if (s.kind === 'set') this.#learnSet(s.target, s.value, place);
    if (s.kind === 'with') for (const [target, value] of s.bindings) this.#assign(target, value, WHOLE);
    if (s.kind === 'for') this.#learnLoop(s);
    if (s.kind === 'set-block') for (const word of wordsOf(s.target)) this.#learnPrinted(s.body, word);
    if (s.kind === 'macro') this.#learnMacro(s);
    if (s.kind === 'call-block') for (const { name } of s.parameters) this.#add(GIVEN_BACK, name, WHOLE);
  }

  #learnLoop(s: For): void {
    this.#madeOf(s.items, s, WHOLE);
    this.#assign(s.target, s.items, ELEMENT);
  }

  #learnMacro(s: Macro): void {
    this.#learnPrinted(s.body, printedBy(s.name));
    for (const { name, otherwise } of s.parameters) if (otherwise) this.#madeOf(otherwise, name, WHOLE);
  }

  /** What `body` prints, in its loops too. */
  #learnPrinted(body: Body, word: string): void {
    for (const s of body) {
      step();
      if (s.kind === 'for') this.#add(s, word, ROUNDS);
      if (s.kind === 'output') this.#madeOf(s.value, word, WHOLE);
      if (s.kind !== 'macro') for (const inner of bodiesOf(s)) this.#learnPrinted(inner, word);
    }
  }

  #learnSet(target: Target, value: Expression, place: Place): void {
    this.#assign(target, value, WHOLE);
    const path = target.kind === 'targets' ? null : pathOf(target);
    if (path === null) return;
    if (!isTrue(value)) this.#resets.push([path, place]);
    if (isSum(value) && timesIn(value, path) > 0) this.#learnSum(target, place);
  }

  /** It grows by every loop in which it is not begun anew. */
  #learnSum(target: Target, place: Place): void {
    for (const word of wordsOf(target))
      for (let at: Place | null = place; at && !begins(at.body, target); at = at.outer) {
        step();
        if (at.by !== null) this.#add(at.by, word, ROUNDS);
      }
  }

  #assign(target: Target, value: Expression, way: Way): void {
    if (target.kind !== 'targets') for (const word of wordsOf(target)) this.#madeOf(value, word, way);
    // One of what it is taken apart into.
    else for (const word of wordsOf(target)) this.#unpack(value, word, way);
  }

  #unpack(value: Expression, word: string, way: Way): void {
    eachSource(value, (source, on) => {
      this.#add(source, word, { ofItself: element(way, on.ofItself), ofInside: element(way, on.ofInside) });
    });
  }

  /** Calls of macros, of what lists and namespaces are changed by. */
  #learnCalls(node: Node, place: Place): void {
    if (node.kind === 'literal' || node.kind === 'name') return;
    step();
    if (node.kind === 'call') this.#learnCall(node, place);
    eachChild(node, (child) => {
      this.#learnCalls(child, place);
    });
  }

  #learnCall(call: Call, place: Place): void {
    const { callee, args, named } = call;
    if (callee.kind === 'member' && callee.name === 'append') {
      for (const cause of causesOf(place)) this.#add(cause, APPENDED, ROUNDS);
      for (const arg of args) this.#madeOf(arg, APPENDED, WITHIN);
    }
    if (callee.kind !== 'name') return;
    if (callee.name === 'namespace') for (const [name, value] of named) this.#madeOf(value, field(name), WHOLE);
    if (callee.name === 'caller') for (const arg of args) this.#madeOf(arg, GIVEN_BACK, WHOLE);
    const macro = this.#macros.get(callee.name);
    if (macro) this.#learnParameters(macro.parameters, call);
  }

  #learnParameters(parameters: readonly Parameter[], { args, named }: Arguments): void {
    args.forEach((arg, i) => {
      const name = parameters[i]?.name;
      this.#madeOf(arg, name ?? 'varargs', name === undefined ? WITHIN : WHOLE);
    });
    for (const [name, value] of named) {
      const isParameter = parameters.some((parameter) => parameter.name === name);
      this.#madeOf(value, isParameter ? name : 'kwargs', isParameter ? WHOLE : WITHIN);
    }
  }

  #madeOf(value: Expression, made: Thing, way: Way): void {
    eachSource(value, (source, on) => {
      this.#add(source, made, { ofItself: along(way, on.ofItself), ofInside: along(way, on.ofInside) });
    });
  }

  #add(cause: Thing, made: Thing, way: Way): void {
    step();
    const all = this.#makes.get(cause);
    if (all) all.push({ made, way });
    else this.#makes.set(cause, [{ made, way }]);
  }
}

function element(way: Way, growing: number): number {
  return along(ELEMENT, along(way, growing));
}

/** A name, or a field of whatever namespace. */
function wordsOf(target: Target): readonly string[] {
  if (target.kind === 'targets') return target.items.flatMap(wordsOf);
  return [target.kind === 'name' ? target.name : field(target.name)];
}

function placeIn(s: Statement, body: Body, outer: Place): Place {
  if (s.kind === 'for') return { by: s, body, outer };
  return s.kind === 'macro' || s.kind === 'call-block'
    ? { by: CONVERSATION, body, outer: null }
    : { by: null, body, outer };
}

function causesOf(place: Place): readonly Thing[] {
  const causes: Thing[] = [];
  for (let at: Place | null = place; at; at = at.outer) if (at.by !== null) causes.push(at.by);
  return causes;
}
