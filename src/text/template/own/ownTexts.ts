/** What a template says of its own: texts of natural language, with the conditions of structure under which it says them. */
import type { Body, Span } from '../syntax/nodes.ts';
import { namesOfMessages } from './namesOfMessages.ts';
import { conditionsOf, type Condition } from './places.ts';
import { eachPrintedText, type PrintedText } from './printedTexts.ts';
import { ReadPieces } from './readPieces.ts';
import { isSpeech } from './speech.ts';
import { Wheres, type Where } from './where.ts';

/** What is wrong with saying it there: nothing, or where it is added. */
export type Objection = 'address' | 'turn' | 'tool' | 'message';

export interface OwnText extends Span {
  readonly text: string;
  /** Outermost first. */
  readonly conditions: readonly Condition[];
  readonly where: Where;
  /** Whether public templates say it. */
  readonly isKnown: boolean;
  readonly objection: Objection | null;
}

export interface OwnTexts {
  /** In the order of the source. */
  readonly texts: readonly OwnText[];
  /** What is put together of several literals, whatever it says, if a letter of it is none of ASCII. */
  readonly joined: readonly (Span & { readonly text: string })[];
  /** False where names hold one another too deep to be followed. */
  readonly isComplete: boolean;
}

const ASCII = /^[\0-\x7f]*$/;

export function ownTexts(body: Body): OwnTexts {
  const reader = new OwnTextReader(namesOfMessages(body));
  const isComplete = eachPrintedText(body, (printed) => {
    reader.read(printed);
  });
  const texts = [...reader.own.values()].sort((a, b) => a.start - b.start);
  return { texts, joined: reader.joined, isComplete };
}

class OwnTextReader {
  /** By where they stand, and what is wrong. */
  readonly own = new Map<string, OwnText>();
  readonly joined: (Span & { readonly text: string })[] = [];
  readonly #pieces = new ReadPieces();
  readonly #wheres: Wheres;

  constructor(messages: ReadonlySet<string>) {
    this.#wheres = new Wheres(messages);
  }

  read(printed: PrintedText): void {
    const { pieces, start, end } = printed;
    if (pieces.length > 1 && !pieces.every((piece) => ASCII.test(piece)))
      this.joined.push({ text: pieces.join(''), start, end });
    if (!this.#pieces.areText(pieces)) return;
    const text = this.#ownText(printed);
    this.own.set(`${String(text.start)} ${String(text.objection)}`, text);
  }

  #ownText({ pieces, places, start, end }: PrintedText): OwnText {
    const where = this.#wheres.of(places);
    const unknown = this.#pieces.unknownOf(pieces);
    const isKnown = !this.#pieces.areText(unknown);
    const objection = isKnown ? null : this.#objectionTo(unknown, where);
    return {
      text: pieces.join(''),
      // Asked for by whoever shows them: under a ladder of conditions each text has all that stand before it.
      get conditions() {
        return conditionsOf(places);
      },
      where,
      start,
      end,
      isKnown,
      objection,
    };
  }

  #objectionTo(pieces: readonly string[], where: Where): Objection | null {
    if (this.#pieces.haveAddress(pieces)) return 'address';
    if (where.isCounted) return 'turn';
    if (where.isForTool) return 'tool';
    const isTheirs = where.roles.has('user') || where.roles.has('assistant') || where.roles.has('model');
    return where.inMessages && isTheirs && !where.isFirst && !where.isWithTools ? 'message' : null;
  }
}

/** The pieces of a template that are texts by themselves. */
export function textsIn(body: Body): readonly string[] {
  const texts: string[] = [];
  eachPrintedText(body, ({ pieces }) => {
    texts.push(...pieces.filter(isSpeech));
  });
  return texts;
}
