/** Texts cut into pieces. */
import { valueError } from './errors.ts';
import { BLANK_CLASS, stripped } from './strip.ts';
import { work, workOver } from './work.ts';

/** At a separator, or at blanks where it is null; `most` cuts at most, from the left. */
export function split(text: string, separator: string | null, most: number): string[] {
  workOver(text.length);
  const pieces = separator === null ? splitAtBlanks(text, most) : splitAt(text, separator, most);
  work(pieces.length);
  return pieces;
}

function splitAt(text: string, separator: string, most: number): string[] {
  if (separator === '') throw valueError('empty separator');
  const all = text.split(separator);
  if (most < 0 || all.length <= most + 1) return all;
  return [...all.slice(0, most), all.slice(most).join(separator)];
}

const BLANKS = new RegExp(`[${BLANK_CLASS}]+`, 'gu');

function splitAtBlanks(text: string, most: number): string[] {
  const rest = stripped(text, null, { left: true, right: most < 0 });
  if (rest === '') return [];
  if (most < 0) return rest.split(BLANKS);
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: blanks, index } of rest.matchAll(BLANKS)) {
    if (pieces.length === most || index + blanks.length === rest.length) break;
    pieces.push(rest.slice(from, index));
    from = index + blanks.length;
  }
  const last = rest.slice(from);
  return [...pieces, pieces.length === most ? last : stripped(last)];
}

/** The same from the right. */
export function splitFromRight(text: string, separator: string | null, most: number): string[] {
  if (most < 0) return split(text, separator, most);
  return split(reversed(text), separator === null ? null : reversed(separator), most)
    .map(reversed)
    .reverse();
}

/** Its characters from the last to the first. */
export function reversed(text: string): string {
  workOver(text.length);
  return Array.from(text).reverse().join('');
}

const ENDS = String.raw`\n\r\v\f\x1c-\x1e\x85\u2028\u2029`;
const LINE = new RegExp(String.raw`[^${ENDS}]*(?:\r\n|[${ENDS}]|$)`, 'gu');
const LINE_END = new RegExp(String.raw`(?:\r\n|[${ENDS}])$`, 'u');

export function splitLines(text: string, keepsEnds: boolean): string[] {
  workOver(text.length);
  const lines = (text.match(LINE) ?? []).filter((line) => line !== '');
  work(lines.length);
  return keepsEnds ? lines : lines.map((line) => line.replace(LINE_END, ''));
}

/** What stands before a separator, it, and what stands behind; `last` where it is looked for from the end. */
export function partition(text: string, separator: string, last: boolean): readonly string[] {
  if (separator === '') throw valueError('empty separator');
  workOver(text.length);
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at < 0) return last ? ['', '', text] : [text, '', ''];
  return [text.slice(0, at), separator, text.slice(at + separator.length)];
}
