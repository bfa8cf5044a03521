/** A line of a source with what stands at a place underlined, so that a person finds it. */
import { visible } from '../layout/visible.ts';
import { widthOf } from '../layout/widthOf.ts';
import type { Lines } from '../syntax/lines.ts';
import type { Span } from '../syntax/nodes.ts';

export interface Excerpt {
  /** Both from 1, columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** The line, or the part of it around the place; safe to print. */
  readonly source: string;
  /** Blanks, then `^`, as wide on a terminal as what they stand under. */
  readonly marker: string;
}

/** Characters of a line before the place, and of the place, that are shown. */
const BEFORE = 40;
const SHOWN = 100;

/** Of a place on several lines the first. */
export function excerptAt(lines: Lines, { start: begin, end }: Span): Excerpt {
  const start = lines.pastBlanks(begin, end);
  const { line, column } = lines.placeOf(start);
  const text = lines.textOf(line);
  const from = Math.max(0, column - 1 - BEFORE);
  const to = Math.min(text.length, column - 1 + SHOWN);
  const last = Math.min(to, column - 1 + Math.max(1, end - start));
  const lead = `${from > 0 ? '…' : ''}${visible(text.slice(from, column - 1))}`;
  const marked = visible(text.slice(column - 1, last));
  const source = `${lead}${marked}${visible(text.slice(last, to))}${to < text.length ? '…' : ''}`;
  return { line, column, source, marker: ' '.repeat(widthOf(lead)) + '^'.repeat(Math.max(1, widthOf(marked))) };
}
