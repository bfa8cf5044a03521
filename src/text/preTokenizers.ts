import { collapse, compileCollapsed } from './collapse.ts';
import type { PreTokenizer } from './preTokenizerTable.ts';
import { categoryOf, CATEGORY } from './unicode.ts';

/** Cuts one piece. The pieces that come out, joined, are what went in; none is empty. */
type Cut = (text: string) => readonly string[];

const CUTS = new Map<string, Cut>();

/** `text` cut by every pattern in turn. The pieces joined are `text`. */
export function preTokenize({ cuts }: PreTokenizer, text: string): readonly string[] {
  return cuts.reduce<readonly string[]>((pieces, cut) => pieces.flatMap(cutOf(cut)), text.length > 0 ? [text] : []);
}

function cutOf(cut: string): Cut {
  let made = CUTS.get(cut);
  if (!made) CUTS.set(cut, (made = SPLITTERS.get(cut) ?? (cut.includes('\\p{') ? byKinds(cut) : byText(cut))));
  return made;
}

/** Patterns of categories run on the collapsed text. */
function byKinds(pattern: string): Cut {
  const expression = compileCollapsed(pattern);
  return (text) => {
    const { kinds, offsets } = collapse(text);
    return slices(text, boundaries(kinds, expression), offsets);
  };
}

/** Patterns without categories run on the text, whitespace beyond ASCII written as a vertical tab: then `[\t-\r ]` is all of it. */
function byText(pattern: string): Cut {
  const source = pattern.replace(/(\[[^\]]*?)\\s/g, '$1\\t-\\r ').replaceAll('\\s', '[\\t-\\r ]');
  const expression = new RegExp(source, 'gu');
  return (text) => slices(text, boundaries(text.replace(WIDE_SPACE, '\v'), expression), null);
}

const WIDE_SPACE = /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;

/** Ends of the pieces: every match is one, and what lies between two matches. */
function boundaries(text: string, expression: RegExp): readonly number[] {
  const ends: number[] = [];
  let end = 0;
  for (const { index, 0: match } of text.matchAll(expression)) {
    if (index > end) ends.push(index);
    end = index + match.length;
    ends.push(end);
  }
  if (end < text.length) ends.push(text.length);
  return ends;
}

function slices(text: string, ends: readonly number[], offsets: Int32Array | null): readonly string[] {
  if (ends.length === 1) return [text];
  let start = 0;
  return ends.map((end) => {
    const stop = offsets ? (offsets[end] as number) : end;
    const piece = text.slice(start, stop);
    start = stop;
    return piece;
  });
}

/** Cuts that no pattern of linear cost makes. */
const SPLITTERS: ReadonlyMap<string, Cut> = new Map([
  ['digits-in-threes', digitsInThrees],
  ['ascii-digits-in-threes', asciiDigitsInThrees],
  ['trailing-space', trailingSpace],
]);

/** Runs of digits become pieces of three, the first of one to three. What lies before a run goes with its first piece. */
function digitsInThrees(text: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let run: string[] = [];
  const endRun = (): void => {
    for (const [i, digit] of run.entries()) {
      piece += digit;
      if ((run.length - i) % 3 !== 1) continue;
      pieces.push(piece);
      piece = '';
    }
    run = [];
  };
  for (const char of text) {
    if (categoryOf(char.codePointAt(0) as number) === CATEGORY.number) run.push(char);
    else {
      endRun();
      piece += char;
    }
  }
  endRun();
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

/** Cuts before every digit from which a multiple of three digits follows to the end of its run. */
function asciiDigitsInThrees(text: string): readonly string[] {
  const ends: number[] = [];
  for (const { index, 0: run } of text.matchAll(/[0-9]+/g)) {
    for (let at = index + (run.length % 3); at < index + run.length; at += 3) if (at > 0) ends.push(at);
  }
  return slices(text, [...ends, text.length], null);
}

/** Cuts off the whitespace at the end. An expression would look for the end from every space of a text. */
function trailingSpace(text: string): readonly string[] {
  let start = text.length;
  while (start > 0 && categoryOf(text.charCodeAt(start - 1)) === CATEGORY.whitespace) start--;
  return start === 0 || start === text.length ? [text] : [text.slice(0, start), text.slice(start)];
}
