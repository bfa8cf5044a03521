/** Words of ASCII alone that are drawn like a word of the format: `lgnore`, `roIe`, `rnessage`. */
import { isFormatWord } from './formatWords.ts';

/** A short one is a word of its own, as `ls`. */
const SHORTEST = 4;
/** A digit that counts. */
const COUNTED = 'mode1';
/** What has one of these may be drawn like something else. */
const DOUBTFUL = /[lI10]|rn|vv|cl/;

export function isAsciiAlike(word: string): boolean {
  if (word.length < SHORTEST || !DOUBTFUL.test(word) || isFormatWord(word) || word === COUNTED) return false;
  const joined = word.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/cl/g, 'd').replace(/0/g, 'o');
  const [small, capital] = [joined.replace(/[I1]/g, 'l'), joined.replace(/l/g, 'I')];
  return [joined, small, capital].some(isFormatWord);
}
