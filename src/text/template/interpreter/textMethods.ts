/** Methods of `str`. */
import { method, untriedMethod, type Method } from './builtin.ts';
import { capitalized, folded, inTitleCase, swapped } from './cases.ts';
import { CHARACTER_CLASSES } from './characterClasses.ts';
import { FINDING } from './finding.ts';
import type { Bound } from './given.ts';
import { joined } from './joining.ts';
import { filledTo, replaced, withoutTabs, zeroFilled, type Side } from './replacing.ts';
import { partition, split, splitFromRight, splitLines } from './splitting.ts';
import { stripped, type Ends } from './strip.ts';
import { countIn, fillIn, textIn, textOrNone } from './textArguments.ts';
import { translated } from './translating.ts';
import { isTrue } from './truth.ts';
import { Tuple, type Value } from './values.ts';
import { workOver } from './work.ts';

type TextMethod = Method<string>;

function changing(change: (text: string) => string): TextMethod {
  return method('/', (text) => {
    workOver(3 * text.length);
    return change(text);
  });
}

function stripping(ends: Ends): TextMethod {
  return method('/ chars?', (text, [chars]) => stripped(text, textOrNone(chars), ends));
}

function filling(side: Side): TextMethod {
  return method('/ width fill?', (text, [width, fill]) => filledTo(text, countIn(width, 0), fillIn(fill), side));
}

function splitting(cut: typeof split): TextMethod {
  return method('sep? maxsplit?', (text, [sep, most]) => cut(text, textOrNone(sep), countIn(most, -1)));
}

function without(
  isThere: (text: string, piece: string) => boolean,
  cut: (text: string, length: number) => string,
): TextMethod {
  return method('/ piece', (text, [piece]) => {
    const found = textIn(piece);
    return found !== '' && isThere(text, found) ? cut(text, found.length) : text;
  });
}

function replace(text: string, [old, by, most]: Bound): Value {
  return replaced(text, textIn(old), textIn(by), countIn(most, -1));
}

export const TEXT_METHODS: ReadonlyMap<string, TextMethod> = new Map<string, TextMethod>([
  ...FINDING,
  ...[...CHARACTER_CLASSES].map(([name, is]) => [name, method('/', (text: string) => is(text))] as const),
  ['capitalize', changing(capitalized)],
  ['casefold', changing(folded)],
  ['lower', changing((text) => text.toLowerCase())],
  ['upper', changing((text) => text.toUpperCase())],
  ['swapcase', changing(swapped)],
  ['title', changing(inTitleCase)],
  ['strip', stripping({ left: true, right: true })],
  ['lstrip', stripping({ left: true, right: false })],
  ['rstrip', stripping({ left: false, right: true })],
  ['center', filling('both')],
  ['ljust', filling('right')],
  ['rjust', filling('left')],
  ['zfill', method('/ width', (text, [width]) => zeroFilled(text, countIn(width, 0)))],
  ['expandtabs', method('tabsize?', (text, [size]) => withoutTabs(text, countIn(size, 8)))],
  ['split', splitting(split)],
  ['rsplit', splitting(splitFromRight)],
  ['splitlines', method('keepends?', (text, [keeps]) => splitLines(text, keeps !== undefined && isTrue(keeps)))],
  ['partition', method('/ sep', (text, [sep]) => new Tuple(partition(text, textIn(sep), false)))],
  ['rpartition', method('/ sep', (text, [sep]) => new Tuple(partition(text, textIn(sep), true)))],
  ['replace', method('/ old new count?', replace)],
  [
    'removeprefix',
    without(
      (text, piece) => text.startsWith(piece),
      (text, length) => text.slice(length),
    ),
  ],
  [
    'removesuffix',
    without(
      (text, piece) => text.endsWith(piece),
      (text, length) => text.slice(0, -length),
    ),
  ],
  ['join', method('/ iterable', (text, [items]) => joined(text, items ?? null))],
  ['translate', method('/ table', (text, [table]) => translated(text, table ?? null))],
  ['encode', untriedMethod()],
  ['maketrans', untriedMethod()],
]);
