/** What is natural language in a text: how many words it says, and whether an address is among them. */
import { createHash } from 'node:crypto';
import { isMark } from '../flow/idioms.ts';
import { saysAddress } from './addresses.ts';
import { KNOWN_MARKS } from './knownMarks.ts';
import { readable, wordsIn } from './words.ts';

/** Up to so many words are a label. */
export const LABEL = 5;
/** Words of a mark that nobody knows. */
const WORDS_OF_MARK = 2;
/** Of all that nobody knows, in one text. */
const WORDS_OF_MARKS = 8;

/** Knows the marks of a file's vocabulary. */
export type IsToken = (text: string) => boolean;

const NO_TOKEN: IsToken = () => false;

export function isSpeech(text: string, isToken: IsToken = NO_TOKEN): boolean {
  return wordsOf(text, isToken) > LABEL || hasAddress(text, isToken);
}

/** Marks of the format are no words where they are known, or short and few. */
export function wordsOf(text: string, isToken: IsToken = NO_TOKEN): number {
  const { said, ofMarks } = read(text, isToken);
  return wordsIn(said) + (ofMarks > WORDS_OF_MARKS ? ofMarks : 0);
}

export function hasAddress(text: string, isToken: IsToken = NO_TOKEN): boolean {
  const { said, joined } = read(text, isToken);
  return saysAddress(said) || (joined !== said && saysAddress(joined));
}

/** Of the words alone: how they are set out says nothing. */
export function digestOf(piece: string): string {
  const words =
    piece
      .replace(BRACKETS, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 16);
}

/** Whether all between brackets in it is marks: what {@link digestOf} leaves out says nothing. */
export function hasMarksAlone(text: string): boolean {
  return read(text, NO_TOKEN).isOfMarks;
}

const BRACKETS = /<[|｜]?[^<>\s]*[|｜]?>|\[\/?[A-Z_]+\]/g;

/** As {@link BRACKETS}, and marks of several words. */
const MARKS = new RegExp(`${BRACKETS.source}|\\[[A-Z]+(?: [A-Z]+){1,4}\\]`, 'g');

interface Read {
  /** Without marks. */
  readonly said: string;
  /** With marks that nobody knows taken for nothing: what stands around them may be one word. */
  readonly joined: string;
  /** Words of marks that nobody knows. */
  readonly ofMarks: number;
  /** Nothing between brackets was taken for words. */
  readonly isOfMarks: boolean;
}

function read(text: string, isToken: IsToken): Read {
  const unknown = new Map<string, number>();
  let isOfMarks = true;
  const without = (mark: string, instead: string): string => {
    if (isKnownMark(mark, isToken)) return ' ';
    const words = unknown.get(mark) ?? wordsOfMark(mark);
    unknown.set(mark, words);
    if (words <= WORDS_OF_MARK) return instead;
    isOfMarks = false;
    return ` ${mark.slice(1, -1)} `;
  };
  const said = readable(text.replace(MARKS, (mark) => without(mark, ' ')));
  const joined = unknown.size === 0 ? said : readable(text.replace(MARKS, (mark) => without(mark, '')));
  return { said, joined, ofMarks: [...unknown.values()].reduce((all, words) => all + words, 0), isOfMarks };
}

/** More than a label is no mark, whatever the vocabulary says. */
function isKnownMark(mark: string, isToken: IsToken): boolean {
  if (KNOWN_MARKS.has(mark)) return true;
  return isMark(mark, isToken) && wordsIn(readable(mark)) <= LABEL;
}

/** Infinite where it is an address. */
function wordsOfMark(mark: string): number {
  const inner = readable(mark.slice(1, -1));
  return saysAddress(inner) ? Infinity : wordsIn(inner);
}

/** Where the first mark that is known stands in a text, or its end. */
export function firstMarkIn(text: string, isToken: IsToken): number {
  for (const { 0: mark, index } of text.matchAll(MARKS)) if (isKnownMark(mark, isToken)) return index;
  return text.length;
}

/** Marks of more words than one may have that nobody knows, and of no more than a label: what templates are learned from has them. */
export function longMarksIn(text: string): readonly string[] {
  return (text.match(BRACKETS) ?? []).filter((mark) => {
    const words = wordsOfMark(mark);
    return words > WORDS_OF_MARK && words <= LABEL && !/[\s`$\\{}]/.test(mark);
  });
}
