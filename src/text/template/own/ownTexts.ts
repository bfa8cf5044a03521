/** What a template says of its own: texts of natural language, with the conditions of structure under which it says them. */
import type { Body, Macro } from '../syntax/nodes.ts';
import { GrowingLoops } from '../cost/growing.ts';
import { Folder } from './foldedText.ts';
import { HeldValues } from './heldValues.ts';
import type { OwnText } from './ownText.ts';
import { conditionsOf } from './places.ts';
import { piecesOf } from './printed.ts';
import { Printer } from './printer.ts';
import { SaidTexts, type JoinedText } from './saidTexts.ts';
import type { IsToken } from './speech.ts';
import type { TokensByName } from './tokensByName.ts';
import { Wheres } from './where.ts';

export interface OwnTexts {
  /** In the order of the source. */
  readonly texts: readonly OwnText[];
  /** What is put together of several literals, whatever it says. */
  readonly joined: readonly JoinedText[];
  /** False where names hold one another too deep to be followed, or a word may be put together in too many ways. */
  readonly isComplete: boolean;
}

export interface OwnTextOptions {
  /** Knows the marks of the file's vocabulary. */
  readonly isToken?: IsToken;
  /** The file's special tokens by the names that engines give them: what a template prints by such a name it says. */
  readonly tokens?: TokensByName;
}

const NO_TOKEN: IsToken = () => false;

export function ownTexts(body: Body, { isToken = NO_TOKEN, tokens = {} }: OwnTextOptions = {}): OwnTexts {
  const held = new HeldValues(body);
  const folder = new Folder((name) => held.onlyValueOf(name));
  const wheres = new Wheres(held, new GrowingLoops(body, lastOfEach(held.macros)), folder);
  const printer = new Printer(held, folder, (place) => wheres.of(place), tokens);
  const printed = printer.printed(body);
  if (!printer.isComplete) return { texts: [], joined: [], isComplete: false };
  const said = new SaidTexts(wheres, isToken);
  said.read(printed);
  const texts = said.texts.map(({ pieces, ...text }) => ({
    ...text,
    // Asked for by whoever shows them: under a ladder of conditions each text has all that stand before it.
    get conditions() {
      return conditionsOf(pieces.map(({ place }) => place));
    },
  }));
  const isComplete = !said.mayMissLookAlikes(printed);
  return { texts: texts.sort((a, b) => a.start - b.start), joined: said.joined, isComplete };
}

function lastOfEach(macros: ReadonlyMap<string, readonly Macro[]>): ReadonlyMap<string, Macro> {
  return new Map([...macros].flatMap(([name, all]) => all.slice(-1).map((macro) => [name, macro] as const)));
}

/** What a template prints of its own, piece by piece. */
export function piecesOfTexts(body: Body): readonly string[] {
  const held = new HeldValues(body);
  const folder = new Folder((name) => held.onlyValueOf(name));
  const printed = new Printer(held, folder, () => held, {}).printed(body);
  return piecesOf(printed).map(({ text }) => text);
}
