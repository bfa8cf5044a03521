/** Strings as Python counts them: by code points. Most have no others than those of one unit, which is faster. */
import { workOver } from './work.ts';

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/;

function isPlain(text: string): boolean {
  return !PAIRS.test(text);
}

export function lengthInPoints(text: string): number {
  workOver(text.length);
  if (isPlain(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** One string each. */
export function pointsOf(text: string): readonly string[] {
  workOver(text.length);
  return isPlain(text) ? text.split('') : Array.from(text);
}

/** From one code point up to another: both within the text. */
export function sliceOfPoints(text: string, from: number, to: number): string {
  workOver(text.length);
  return isPlain(text) ? text.slice(from, to) : Array.from(text).slice(from, to).join('');
}

/** How many code points stand before a place that is counted in units. */
export function pointsBefore(text: string, unit: number): number {
  return lengthInPoints(text.slice(0, unit));
}

/** Negative, zero or positive, as the first stands before the second. */
export function comparePoints(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  workOver(least);
  let at = 0;
  while (at < least && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === least) return a.length - b.length;
  return orderOf(a.charCodeAt(at)) - orderOf(b.charCodeAt(at));
}

/** Halves of pairs stand for what is beyond all that one unit holds. */
function orderOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
