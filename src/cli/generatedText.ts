/**
 * What a model wrote, on its way to whoever looks on. On a terminal its controls would act; in the log of a CI runner, lines that the
 * runner obeys. A file gets it as it is, and so does `--json`, where the same characters stand as JSON escapes.
 */
import { fstatSync } from 'node:fs';

export interface Destination {
  /** C0 controls but newline and tab, C1 and bidirectional controls as `\u{…}`. */
  readonly controls: boolean;
  /** What GitHub's and Azure's runners take for a command: `::` where a line begins, `##[` and `##vso[` anywhere. */
  readonly commands: boolean;
}

/** Where stdout leads. In CI all but a regular file may be the log. */
export function stdoutDestination(isCi: boolean): Destination {
  const isTerminal = process.stdout.isTTY;
  const isLog = isCi && (isTerminal || !isRegularFile(1));
  return { controls: isTerminal || isLog, commands: isLog };
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** What acts on a terminal or on the order of what it shows. */
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** What a runner strips from the beginning of a line, and what nobody sees there. */
const BLANK = /[\s\p{Cf}]/u;
const LETTER = /[a-z]/i;

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Where a line stands with the two ways to begin a command. */
type Colons = 'start' | 'one' | 'none';
type Hashes = 'none' | 'one' | 'two' | 'word';

/**
 * A text that comes in pieces, cut anywhere between two characters. Nothing is held back: of `::` the second colon is escaped, of `##[`
 * the bracket, whatever piece each is in.
 */
export class GeneratedText {
  readonly #to: Destination;
  #colons: Colons = 'start';
  #hashes: Hashes = 'none';

  constructor(to: Destination) {
    this.#to = to;
  }

  push(text: string): string {
    if (!this.#to.controls && !this.#to.commands) return text;
    let shown = '';
    for (const character of text) shown += this.#show(character);
    return shown;
  }

  #show(character: string): string {
    if (character === '\n') {
      this.#colons = 'start';
      this.#hashes = 'none';
      return character;
    }
    if (this.#to.controls && character !== '\t' && CONTROL.test(character)) {
      // What stands there now is a backslash.
      this.#follow('\\');
      return escaped(character);
    }
    const begins = this.#begins(character);
    this.#follow(begins ? '\\' : character);
    return begins && this.#to.commands ? escaped(character) : character;
  }

  /** Whether a runner would see a command with this character. */
  #begins(character: string): boolean {
    if (character === ':') return this.#colons === 'one';
    return character === '[' && (this.#hashes === 'two' || this.#hashes === 'word');
  }

  #follow(character: string): void {
    if (this.#colons === 'one') this.#colons = 'none';
    else if (this.#colons === 'start' && !BLANK.test(character)) this.#colons = character === ':' ? 'one' : 'none';
    this.#hashes = nextHashes(this.#hashes, character);
  }
}

function nextHashes(hashes: Hashes, character: string): Hashes {
  if (character === '#') return hashes === 'one' || hashes === 'two' ? 'two' : 'one';
  const isOpen = hashes === 'two' || hashes === 'word';
  return isOpen && LETTER.test(character) ? 'word' : 'none';
}
