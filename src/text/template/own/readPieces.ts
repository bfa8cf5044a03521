/** What one piece says, and whether public templates say it. The same text is read once. */
import { stepOver } from '../steps.ts';
import { joinsToAddress } from './addresses.ts';
import { KNOWN_TEXTS } from './knownTexts.ts';
import { digestOf, firstMarkIn, hasAddress, hasMarksAlone, isSpeech, LABEL, wordsOf, type IsToken } from './speech.ts';

export interface ReadPiece {
  readonly words: number;
  readonly isText: boolean;
  readonly hasAddress: boolean;
  /** Public templates say it. */
  readonly isKnown: boolean;
}

export class ReadPieces {
  readonly #pieces = new Map<string, ReadPiece>();
  readonly #joined = new Map<string, boolean>();
  readonly #isToken: IsToken;

  constructor(isToken: IsToken) {
    this.#isToken = isToken;
  }

  read(text: string): ReadPiece {
    const known = this.#pieces.get(text);
    if (known) return known;
    stepOver(text);
    const words = wordsOf(text, this.#isToken);
    const isAddress = hasAddress(text, this.#isToken);
    const isText = words > LABEL || isAddress;
    const isKnown = (isText || isSpeech(text)) && hasMarksAlone(text) && KNOWN_TEXTS.has(digestOf(text));
    const read = { words, isText, hasAddress: isAddress, isKnown };
    this.#pieces.set(text, read);
    return read;
  }

  /** Whether what two pieces make together is an address. */
  makeAddress(end: string, begin: string): boolean {
    const text = `${end} ${begin}`;
    const known = this.#joined.get(text);
    if (known !== undefined) return known;
    stepOver(text);
    const isOne = joinsToAddress(end.normalize('NFKC'), begin.normalize('NFKC'));
    this.#joined.set(text, isOne);
    return isOne;
  }

  /** Where a mark ends what a message says. */
  endOfMessageIn(text: string): number {
    stepOver(text);
    return firstMarkIn(text, this.#isToken);
  }
}
