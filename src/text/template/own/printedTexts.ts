/** The constant texts that a template may print, each place with the conditions under which it does. Names are followed to what they hold. */
import type { Body, Expression, Span, Statement } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { HeldValues, isBody, type Held } from './heldValues.ts';
import { partsOfValue } from './partsOfValue.ts';
import { eachInner, holding, NOWHERE, type Place } from './places.ts';

export interface PrintedText extends Span {
  /** What is written in the template, piece by piece, in the order in which it is printed where that is known. */
  readonly pieces: readonly string[];
  /** Where they stand: more than one where names hold them. */
  readonly places: readonly Place[];
}

/** What one expression prints, and where its only piece stands: a list of a million strings is a million pieces. */
interface Found {
  readonly pieces: string[];
  readonly places: Place[];
  only: Span | null;
}

/** Names that hold names that hold names; public templates have 6. */
const DEEPEST = 200;
/** A piece is read again with whatever it is printed with. */
const STEPS_OF_PIECE = 2;

/** Calls `visit` with each. Adjacent texts and literals are one text. False where names hold one another too deep to be followed. */
export function eachPrintedText(body: Body, visit: (text: PrintedText) => void): boolean {
  return new Printer(body, visit).isComplete;
}

class Printer {
  isComplete = true;
  readonly #visit: (text: PrintedText) => void;
  readonly #held: HeldValues;
  #depth = 0;

  constructor(body: Body, visit: (text: PrintedText) => void) {
    this.#visit = visit;
    this.#held = new HeldValues(body);
    this.#print(body, NOWHERE);
  }

  #print(body: Body, place: Place): void {
    let run: Statement[] = [];
    for (const s of body) {
      step();
      if (literalOf(s) !== null) run.push(s);
      else {
        this.#printRun(run, place);
        run = [];
        if (s.kind === 'output') this.#printExpression(s.value, place);
        if (s.kind !== 'set-block')
          eachInner(s, place, (inner, at) => {
            this.#print(inner, at);
          });
      }
    }
    this.#printRun(run, place);
  }

  #printRun(run: readonly Statement[], place: Place): void {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return;
    this.#visit({ pieces: run.map((s) => literalOf(s) ?? ''), start: first.start, end: last.end, places: [place] });
  }

  #printExpression(e: Expression, place: Place): void {
    const found: Found = { pieces: [], places: [], only: null };
    this.#follow(e, place, new Set(), found);
    if (found.pieces.length === 0) return;
    // Of one literal it is said where that stands.
    const { start, end } = found.only ?? e;
    this.#visit({ pieces: found.pieces, start, end, places: found.places });
  }

  /** Every literal that may be part of the value of `e`. */
  #follow(e: Expression, place: Place, seen: Set<string>, found: Found): void {
    if (!this.isComplete) return;
    step();
    if (e.kind === 'literal') {
      if (typeof e.value === 'string') keep(found, e.value, e, place);
      return;
    }
    const name = this.#held.nameOf(e);
    if (name !== null && this.#held.speaks(name)) this.#followName(name, place, seen, found);
    for (const part of partsOfValue(e)) this.#follow(part, place, seen, found);
  }

  #followName(name: string, place: Place, seen: Set<string>, found: Found): void {
    if (seen.has(name)) return;
    seen.add(name);
    if (++this.#depth > DEEPEST) this.isComplete = false;
    this.#held.each(name, (held) => {
      this.#followHeld(name, held, place, seen, found);
    });
    this.#depth--;
  }

  #followHeld(name: string, { value, place: at }: Held, place: Place, seen: Set<string>, found: Found): void {
    step();
    if (!isBody(value)) this.#follow(value, holding(place, at), seen, found);
    // What a macro or a block prints is found where it stands.
    else if (!name.endsWith('()')) this.#followBody(value, holding(place, at), seen, found);
  }

  #followBody(body: Body, place: Place, seen: Set<string>, found: Found): void {
    for (const s of body) {
      step();
      const literal = literalOf(s);
      if (literal !== null) keep(found, literal, s, place);
      else if (s.kind === 'output') this.#follow(s.value, place, seen, found);
      eachInner(s, place, (inner, at) => {
        this.#followBody(inner, at, seen, found);
      });
    }
  }
}

function keep(found: Found, text: string, at: Span, place: Place): void {
  step(STEPS_OF_PIECE);
  found.only = found.pieces.length === 0 ? at : null;
  found.pieces.push(text);
  found.places.push(place);
}

function literalOf(s: Statement): string | null {
  if (s.kind === 'text') return s.text;
  return s.kind === 'output' && s.value.kind === 'literal' && typeof s.value.value === 'string' ? s.value.value : null;
}
