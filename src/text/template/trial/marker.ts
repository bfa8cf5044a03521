/** What people say in a trial: texts that no template has, so that they are found again in the output, each by itself. */
const LETTERS = 'bcdfghjklmnpqrstvwxz';
const PLACE = '\u0000';
/** Characters of a text that is looked for word by word: an expression of a megabyte takes longer than a trial. */
const MOST_MATCHED = 1 << 14;

/** What message `i` says, `between` two words that are its own. */
export type Say = (i: number) => string;

export const saysLittle: Say = (i) => marker(i, 'is a flea');

export function marker(i: number, between: string): string {
  return `${opening(i)} ${between} ${closing(i)}`;
}

function opening(i: number): string {
  return `Zq${code(i)}`;
}

function closing(i: number): string {
  return `${code(i)}qz`;
}

/** Three letters. */
function code(i: number): string {
  const { length } = LETTERS;
  return [Math.floor(i / length ** 2), Math.floor(i / length), i].map((n) => LETTERS.charAt(n % length)).join('');
}

/** Whether what message `i` says is in `output` from end to end, in capitals or not. `output` is in lower case. */
export function isSaid(output: string, i: number): boolean {
  return output.includes(opening(i).toLowerCase()) && output.includes(closing(i));
}

/** Whether any of it is. */
export function isBegun(output: string, i: number): boolean {
  return output.includes(opening(i).toLowerCase()) || output.includes(closing(i));
}

/** Templates may trim and join the white space of what is said: that says nothing of anything else in it. */
export function withoutSaid(output: string, count: number, say: Say): string {
  let rest = output;
  for (let i = 0; i < count; i++) rest = withoutText(rest, say(i));
  return rest;
}

function withoutText(output: string, text: string): string {
  if (output.includes(text) || text.length > MOST_MATCHED) return output.replaceAll(text, PLACE);
  const words = text.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return output.replaceAll(new RegExp(words.join('\\s*'), 'gu'), PLACE);
}
