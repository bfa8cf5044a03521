/** Whether pieces that are printed together are a text, and whether public templates say them. The same piece is read once. */
import { stepOver } from '../steps.ts';
import { KNOWN_TEXTS } from './knownTexts.ts';
import { digestOf, hasAddress, isSpeech, LABEL, wordsOf } from './speech.ts';

export class ReadPieces {
  readonly #speech = new Map<string, boolean>();
  readonly #unknown = new Map<string, boolean>();

  /** Words may be printed one by one; an address may be in pieces. */
  areText(pieces: readonly string[]): boolean {
    const [only = '', ...more] = pieces;
    if (more.length === 0) return known(this.#speech, only, isSpeech);
    return isSpeech(joined(pieces, '')) || (pieces.length > LABEL && wordsOf(joined(pieces, ' ')) > LABEL);
  }

  /** Those that no public template says. */
  unknownOf(pieces: readonly string[]): readonly string[] {
    return pieces.filter((piece) => known(this.#unknown, piece, isUnknown));
  }

  haveAddress(pieces: readonly string[]): boolean {
    return hasAddress(joined(pieces, ''));
  }
}

function isUnknown(piece: string): boolean {
  return !KNOWN_TEXTS.has(digestOf(piece));
}

function joined(pieces: readonly string[], between: string): string {
  const text = pieces.join(between);
  stepOver(text);
  return text;
}

function known(answers: Map<string, boolean>, piece: string, ask: (piece: string) => boolean): boolean {
  const answer = answers.get(piece);
  if (answer !== undefined) return answer;
  stepOver(piece);
  const given = ask(piece);
  answers.set(piece, given);
  return given;
}
