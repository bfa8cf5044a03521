/** What is printed of values: a string that is built. As bits, what is printed of several is all bits of each. */
import { stepOver } from '../steps.ts';
import { endsInMark } from './idioms.ts';
import { hasClock, hasText, isCut } from './traits.ts';
import type { Beside, Constant, Grain, Said, Value } from './value.ts';

const TEXT = 1;
const CLOCK = 2;
const WORDS = 4;
/** A higher one has the bits of those below it. */
const GRAINS: Readonly<Record<Grain, number>> = { whole: 0, piece: 8, part: 8 | 16 };
const BESIDES: Readonly<Record<Beside, number>> = { blanks: 0, words: 32, half: 32 | 64 };
const ALL = 127;

const SAID: readonly Said[] = Array.from({ length: ALL + 1 }, (_, bits) => ({
  kind: 'said',
  text: (bits & TEXT) !== 0,
  clock: (bits & CLOCK) !== 0,
  words: (bits & WORDS) !== 0,
  grain: bits & 16 ? 'part' : bits & 8 ? 'piece' : 'whole',
  beside: bits & 64 ? 'half' : bits & 32 ? 'words' : 'blanks',
}));

/** What is printed of values, one after another. A schema that is printed whole has its descriptions. */
export function saidBy(values: readonly Value[]): Said {
  let bits = 0;
  for (const value of values) bits |= bitsOf(value);
  return said(bits);
}

/** As {@link saidBy}, of two. */
export function saidAfter(first: Said, second: Value): Said {
  return said(bitsOf(first) | bitsOf(second));
}

function said(bits: number): Said {
  return SAID[bits] as Said;
}

export const NOTHING_SAID: Said = said(0);

function bitsOf(value: Value): number {
  if (value.kind === 'constant') return bitsOfConstant(value);
  if (value.kind === 'said') return bitsOfSaid(value);
  if (value.kind === 'structure' || value.kind === 'number') return WORDS | BESIDES.words;
  const text = value.kind === 'schema' || hasText(value) ? TEXT : 0;
  return text | (hasClock(value) ? CLOCK : 0) | (isCut(value) ? GRAINS.part : 0);
}

function bitsOfSaid({ text, clock, words, grain, beside }: Said): number {
  return (text ? TEXT : 0) | (clock ? CLOCK : 0) | (words ? WORDS : 0) | GRAINS[grain] | BESIDES[beside];
}

function bitsOfConstant(constant: Constant): number {
  return (constant.printed ??= readConstant(constant.value));
}

const WORDLESS = /^[\s/#*:.,;"'`()-]*$/;

function readConstant(value: Constant['value']): number {
  const text = String(value ?? '');
  stepOver(text);
  const words = value === null || WORDLESS.test(text) ? 0 : WORDS;
  return words | BESIDES[besideOfText(text)];
}

function besideOfText(text: string): Beside {
  if (text.trim() === '') return 'blanks';
  const isHalf = /[<>[\]]/.test(text.replace(/<[^<>]*>|\[[^[\]]*\]/g, '')) || endsInMark(text);
  return isHalf ? 'half' : 'words';
}

/** Whether it may hold words that neither people nor the clock say. */
export function hasWords(value: Value): boolean {
  return (bitsOf(value) & WORDS) !== 0;
}

export function besideOf(value: Value): Beside {
  return said(bitsOf(value)).beside;
}
