/** Reads what a template prints, in order, and finds what it says of its own. */
import { hasLetterLikeAscii } from '../alike/mixedLetters.ts';
import { step } from '../steps.ts';
import type { Span } from '../syntax/nodes.ts';
import { behind, CLOSED, edgesOf, eitherOf, EMPTY, runEdgesOf, runsBehind, type Edges } from './edges.ts';
import type { Objection, OwnText } from './ownText.ts';
import { piecesOf, type Piece, type Printed, type PrintedLoop, type PrintedValue } from './printed.ts';
import { ReadPieces } from './readPieces.ts';
import { added, ALL, greater, NO_SUMS, piecesOfRope, sumsOf, without, type Sum, type Sums } from './saidSums.ts';
import { LABEL, type IsToken } from './speech.ts';
import { AT_TURNS, TO_ASSISTANTS, TO_USERS, WITH_TOOL, type Wheres } from './where.ts';

export interface SaidText extends Omit<OwnText, 'conditions'> {
  readonly pieces: readonly Piece[];
}

/** What is put together of several texts. */
export interface JoinedText extends Span {
  readonly text: string;
  /** Where it is known, in their order. */
  readonly parts: readonly string[];
}

/** What one part of what is printed says, together with what is beside it. */
interface Said {
  readonly sums: Sums;
  readonly edges: Edges;
  readonly runs: Edges;
}

const NOTHING_SAID: Said = { sums: NO_SUMS, edges: EMPTY, runs: EMPTY };
const IN_MESSAGE = TO_USERS | TO_ASSISTANTS;
const ASCII = /^[\0-\x7f]*$/;

export class SaidTexts {
  readonly joined: JoinedText[] = [];
  readonly #texts = new Map<string, SaidText>();
  /** Texts of `joined`. */
  readonly #made = new Set<string>();
  readonly #pieces: ReadPieces;
  readonly #wheres: Wheres;
  #isCut = false;
  /** Within a message that no loop says to be one: behind the text of it, before a mark ends it. */
  #isWithin = false;

  constructor(wheres: Wheres, isToken: IsToken) {
    this.#wheres = wheres;
    this.#pieces = new ReadPieces(isToken);
  }

  get texts(): readonly SaidText[] {
    const all = [...this.#texts.values()];
    const refused = new Set(all.flatMap(({ objection, start }) => (objection === null ? [] : [start])));
    return all.filter(({ objection, start }) => objection !== null || !refused.has(start));
  }

  /** Whether a letter that is drawn like one of ASCII may stand in a word that was not looked at, among many that may be printed there. */
  mayMissLookAlikes(printed: Printed): boolean {
    return this.#isCut && piecesOf(printed).some(({ text }) => hasLetterLikeAscii(text));
  }

  read(printed: Printed): void {
    const { sums, runs } = this.#read(printed);
    this.#isCut = runs.isCut;
    this.#objectToSums(sums, IN_MESSAGE | AT_TURNS | WITH_TOOL);
  }

  #read(printed: Printed): Said {
    step();
    switch (printed.kind) {
      case 'piece':
        return this.#piece(printed);
      case 'message':
        if (this.#wheres.isTheirs(printed.place)) this.#isWithin = true;
        return NOTHING_SAID;
      case 'value':
        return this.#value(printed);
      case 'loop':
        return this.#loop(printed);
      case 'alt':
        return this.#alternatives(printed.of);
      case 'seq':
        return this.#sequence(printed.of);
    }
  }

  #sequence(of: readonly Printed[]): Said {
    let said = NOTHING_SAID;
    let run: Piece[] = [];
    for (const one of of) {
      if (one.kind === 'piece') run.push(one);
      else {
        this.#run(run);
        run = [];
      }
      said = this.#behind(said, this.#read(one), one);
    }
    this.#run(run);
    return said;
  }

  /** Texts and literals side by side are one text. */
  #run(run: readonly Piece[]): void {
    if (run.length < 2) return;
    this.#joins(run);
    const unknown = run.filter(({ text }) => !this.#pieces.read(text).isKnown);
    const words = unknown.reduce((all, { text }) => all + this.#pieces.read(text).words, 0);
    if (words > LABEL) this.#keep(run, null);
  }

  #joins(pieces: readonly Piece[]): void {
    const parts = pieces.map(({ text }) => text);
    if (pieces.length > 1 && !parts.every((text) => ASCII.test(text))) this.#join(parts, spanOf(pieces));
  }

  /** Each text once: the same is put together at many places. */
  #join(parts: readonly string[], { start, end }: Span): void {
    const text = parts.join('');
    if (this.#made.has(text)) return;
    this.#made.add(text);
    this.joined.push({ text, parts, start, end });
  }

  #behind(a: Said, b: Said, at: Printed): Said {
    const edges = behind(a.edges, b.edges, (end, begin) => {
      if (this.#pieces.makeAddress(end, begin)) this.#objectToJoint(end + begin, at);
    });
    const runs = runsBehind(a.runs, b.runs, (end, begin) => {
      this.#joinAt([end, begin], at);
    });
    return { sums: added(a.sums, b.sums), edges, runs };
  }

  #joinAt(parts: readonly string[], at: Printed): void {
    const [piece] = piecesOf(at);
    if (piece) this.#join(parts, piece);
  }

  #objectToJoint(text: string, at: Printed): void {
    const [piece] = piecesOf(at);
    if (piece) this.#keep([piece], 'address', text);
  }

  #alternatives(of: readonly Printed[]): Said {
    const before = this.#isWithin;
    let [within, sums] = [false, NO_SUMS];
    let [edges, runs] = [null as Edges | null, null as Edges | null];
    for (const one of of) {
      this.#isWithin = before;
      const said = this.#read(one);
      within ||= this.#isWithin;
      sums = greater(sums, said.sums);
      edges = edges ? eitherOf(edges, said.edges) : said.edges;
      runs = runs ? eitherOf(runs, said.runs) : said.runs;
    }
    this.#isWithin = within;
    return { sums, edges: edges ?? EMPTY, runs: runs ?? EMPTY };
  }

  #loop({ loop, body, otherwise }: PrintedLoop): Said {
    const inside = this.#read(body);
    const grows = this.#wheres.grows(loop);
    if (grows) this.#objectToSums(inside.sums, IN_MESSAGE);
    const again = this.#behind(inside, inside, body);
    const sums = grows ? without(inside.sums, IN_MESSAGE) : inside.sums;
    const other = this.#read(otherwise);
    return {
      sums: greater(sums, other.sums),
      edges: eitherOf(eitherOf(inside.edges, again.edges), eitherOf(other.edges, EMPTY)),
      runs: eitherOf(eitherOf(inside.runs, again.runs), eitherOf(other.runs, EMPTY)),
    };
  }

  #value({ of, e }: PrintedValue): Said {
    const pieces = piecesOf(of);
    step(pieces.length);
    this.#joins(pieces);
    const said = this.#read(of);
    const sum = said.sums[ALL];
    const { start, end } = e;
    if (pieces.length > 1) this.#keepSum(sum, null, { start, end });
    return said;
  }

  #piece(piece: Piece): Said {
    const { text, place } = piece;
    if (piece.isMade) this.#join([text], piece);
    const isWithin = this.#isWithin;
    const end = isWithin ? this.#pieces.endOfMessageIn(text) : 0;
    if (isWithin && end < text.length) this.#isWithin = false;
    if (isWithin && end > 0 && end < text.length && !this.#pieces.read(text).isKnown) return this.#cut(piece, end);
    return this.#said(piece, this.#wheres.objectionsTo(place, isWithin && end > 0));
  }

  /** What stands before the mark is the message's, and the rest is not. */
  #cut(piece: Piece, end: number): Said {
    const [before, rest] = [piece.text.slice(0, end), piece.text.slice(end)];
    const first = this.#said({ ...piece, text: before }, this.#wheres.objectionsTo(piece.place, true));
    return this.#behind(
      first,
      this.#said({ ...piece, text: rest }, this.#wheres.objectionsTo(piece.place, false)),
      piece,
    );
  }

  #said(piece: Piece, bits: number): Said {
    const { words, isText, hasAddress, isKnown } = this.#pieces.read(piece.text);
    const runs = runEdgesOf(piece.text);
    // What public templates say around all messages no text of theirs is.
    if (isKnown && ((bits & IN_MESSAGE) === 0 || !this.#wheres.isSurelyInMessages(piece.place))) {
      this.#keep([piece], null);
      return { sums: NO_SUMS, edges: CLOSED, runs };
    }
    if (hasAddress) this.#keep([piece], 'address');
    else if (isText) this.#keep([piece], piece.isChanged ? 'message' : objectionOf(bits));
    const isRefused = isText && bits !== 0;
    const edges = hasAddress ? CLOSED : edgesOf(piece.text);
    return { sums: isRefused ? NO_SUMS : sumsOf(piece, words, bits), edges, runs };
  }

  #objectToSums(sums: Sums, bits: number): void {
    for (const bit of [TO_USERS, TO_ASSISTANTS, AT_TURNS, WITH_TOOL]) {
      if ((bits & bit) !== 0) this.#keepSum(sums[Math.log2(bit)], objectionOf(bit));
    }
  }

  /** What is said again and again says no more. */
  #keepSum(sum: Sum | undefined, objection: Objection | null, span?: Span): void {
    if (!sum?.rope || sum.words <= LABEL) return;
    const pieces = piecesOfRope(sum.rope);
    const words = pieces.reduce((all, { text }) => all + this.#pieces.read(text).words, 0);
    if (words > LABEL) this.#keep(pieces, objection, textOf(pieces), span);
  }

  #keep(pieces: readonly Piece[], objection: Objection | null, text = textOf(pieces), span = spanOf(pieces)): void {
    const { start, end } = span;
    const isKnown = pieces.every((piece) => this.#pieces.read(piece.text).isKnown);
    const inMessages = pieces.some(({ place }) => this.#wheres.isInMessages(place));
    this.#texts.set(`${String(start)} ${String(objection)}`, {
      text,
      start,
      end,
      pieces,
      isKnown,
      inMessages,
      objection,
    });
  }
}

function objectionOf(bits: number): Objection | null {
  if ((bits & AT_TURNS) !== 0) return 'turn';
  if ((bits & WITH_TOOL) !== 0) return 'tool';
  return (bits & IN_MESSAGE) !== 0 ? 'message' : null;
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

function spanOf(pieces: readonly Piece[]): Span {
  return {
    start: pieces.reduce((least, { start }) => Math.min(least, start), Infinity),
    end: pieces.reduce((most, { end }) => Math.max(most, end), 0),
  };
}
