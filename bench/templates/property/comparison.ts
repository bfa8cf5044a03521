/**
 * Whether two outputs are the same frame around what people say. The one has markers, which are looked up in it; what stands between
 * them must be in the other, character by character, and at each marker what its conversation says there, or a tidying of that.
 */
import { FIRST_CLOCK_CHARACTER, MARKER, NUMBER_MARKER } from './fillings.ts';
import type { Filling, Structure } from './shape.ts';

/** What came of a render. A limit says nothing of the template: a busy machine has it too. */
export type Rendered = { readonly text: string } | { readonly error: string } | { readonly limit: string };

/** Null where it is so. */
export function differenceOf(
  structure: Structure,
  reference: Rendered,
  other: Rendered,
  filling: Filling,
): string | null {
  if ('limit' in reference || 'limit' in other) return null;
  if ('error' in reference && 'error' in other) return null;
  if ('error' in reference) return `one fails, ${reference.error}`;
  if ('error' in other) return `one fails, ${other.error}`;
  return isSameFrame(structure, reference.text, other.text, filling) ? null : 'another frame';
}

function isSameFrame(structure: Structure, reference: string, other: string, filling: Filling): boolean {
  const level = filling.isLoose ? bare : withoutAddresses;
  const parts = partsOf(level(reference));
  const said = parts.map((part) => (part.kind === 'frame' ? part.text : level(saidAt(part, filling))));
  const found = level(other);
  if (found === said.join('')) return true;
  const pattern = parts.map((part, i) => patternOf(part, said[i] ?? '', structure)).join('');
  return new RegExp(`^${pattern}$`, 'u').test(found);
}

/** Where an object of Python is printed, its address stands there: another one each time. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/ at 0x[0-9a-f]+/g, '');
}

const QUOTES = /&(?:#3[49]|quot|apos|gt);/g;
const PUNCTUATION = /\\+[nrtfvb]|\\+(?![uxU])|[\s/#*:.,;!?"'`()>-]/g;

/**
 * Without blanks and punctuation, escaped or not: where a text has blanks inside or a stop at its end, lines of it may be set apart, and a stop
 * be added.
 */
function bare(text: string): string {
  const unescaped = withoutAddresses(text)
    .replaceAll(/&(?:amp;)+/g, '&')
    .replaceAll('&lt;', '<');
  return unescaped.replaceAll(QUOTES, '').replaceAll(PUNCTUATION, '');
}

type Part =
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'segment' | 'number' | 'clock'; readonly id: number; readonly text: string };

/** JSON and Python write characters of private use as escapes. */
const ANY_MARKER = new RegExp(`${MARKER.source}|${NUMBER_MARKER.source}|([\\ue000-\\ue00f])|\\\\+u(e00[0-9a-f])`, 'gi');

function partsOf(output: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const found of output.matchAll(ANY_MARKER)) {
    parts.push({ kind: 'frame', text: output.slice(end, found.index) }, markerOf(found));
    end = found.index + found[0].length;
  }
  return [...parts, { kind: 'frame', text: output.slice(end) }];
}

function markerOf([text, segment, number, clock, escaped]: RegExpExecArray): Part {
  if (segment !== undefined) return { kind: 'segment', id: Number(segment), text };
  if (number !== undefined) return { kind: 'number', id: Number(number), text };
  const code = clock === undefined ? parseInt(escaped ?? '', 16) : clock.charCodeAt(0);
  return { kind: 'clock', id: code - FIRST_CLOCK_CHARACTER, text };
}

/** What stands there in the other conversation; a marker that nothing stands for is the template's own. */
function saidAt(part: Part, { segments, numbers, clock }: Filling): string {
  if (part.kind === 'frame') return part.text;
  if (part.kind === 'segment') return segments[part.id] ?? part.text;
  if (part.kind === 'clock') return clock[part.id] ?? part.text;
  const number = numbers[part.id];
  return number === undefined ? part.text : String(number);
}

function patternOf(part: Part, said: string, { described }: Structure): string {
  // A string in a list that Python prints has the other quotes where it holds one.
  if (part.kind === 'frame') return escaped(said).replaceAll(/["']|&(?:amp;)*#3[49];/g, QUOTE);
  const isDescribed = part.kind === 'segment' && described.has(part.id);
  const isCased = part.kind === 'segment' && !part.text.startsWith('Zq');
  // Another case is a change of the text, but in a description.
  return isCased && !isDescribed ? escaped(part.text) : tidied(said, isDescribed);
}

const QUOTE = String.raw`(?:\\*["']|&(?:amp;)*(?:#3[49]|quot|apos);)`;
const BLANKS = String.raw`(?:\s|\\+(?:[nrtfvb]|u[0-9a-fA-F]{4}|x[0-9a-f]{2}))*`;

/** A text with its blanks changed and its characters escaped, once or more often. */
function tidied(text: string, isCased: boolean): string {
  return text
    .split(/(\s+)/)
    .map((piece, i) => (i % 2 === 1 ? BLANKS : [...piece].map((c) => character(c, isCased)).join('')))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp;',
  '<': 'lt;',
  '>': 'gt;',
  '"': '(?:#34|quot);',
  "'": '(?:#39|apos);',
};

function character(c: string, isCased: boolean): string {
  if (/[A-Za-z]/.test(c)) return isCased ? `[${c.toUpperCase()}${c.toLowerCase()}]` : c;
  if (/[0-9_]/.test(c)) return c;
  const units = Array.from({ length: c.length }, (_, i) => c.charCodeAt(i).toString(16).padStart(4, '0'));
  const entity = Object.hasOwn(ENTITIES, c) ? `|&(?:amp;)*${ENTITIES[c] ?? ''}` : '';
  const code = (c.codePointAt(0) ?? 0).toString(16);
  return `(?:\\\\*${escaped(c)}|${units.map((unit) => `\\\\+u${unit}`).join('')}|\\\\+[xU]0*${code}${entity})`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
