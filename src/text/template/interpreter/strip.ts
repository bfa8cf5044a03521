/** Blanks as Python has them, and what is taken from the ends of a text. */
import { workOver } from './work.ts';

/** Inside a class of a pattern. */
export const BLANK_CLASS = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const BLANK = new RegExp(`[${BLANK_CLASS}]`, 'u');

export function isBlank(character: string): boolean {
  return BLANK.test(character);
}

export interface Ends {
  readonly left: boolean;
  readonly right: boolean;
}

const BOTH: Ends = { left: true, right: true };

/** Without blanks at its ends, or without any of the characters of `from`. */
export function stripped(text: string, from: string | null = null, { left, right }: Ends = BOTH): string {
  workOver(3 * text.length + (from?.length ?? 0));
  const points = Array.from(text);
  const set = from === null ? null : new Set(from);
  const isCut = (one: string | undefined): boolean => one !== undefined && (set ? set.has(one) : isBlank(one));
  let [start, end] = [0, points.length];
  while (left && start < end && isCut(points[start])) start++;
  while (right && end > start && isCut(points[end - 1])) end--;
  return start === 0 && end === points.length ? text : points.slice(start, end).join('');
}
