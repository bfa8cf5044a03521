/** Methods of `str` that look for a text in another. */
import { method, type Method } from './builtin.ts';
import { lengthInPoints, pointsBefore, sliceOfPoints } from './codePoints.ts';
import { typeError, valueError } from './errors.ts';
import type { Bound } from './given.ts';
import { searchBounds } from './slices.ts';
import { textIn } from './textArguments.ts';
import { typeNameOf } from './typeNames.ts';
import { isText, Tuple, type Value } from './values.ts';
import { workOver } from './work.ts';

/** The part of a text that is searched, and where it begins; null where that is beyond the end. */
function searched(
  text: string,
  from: Value | undefined,
  to: Value | undefined,
): { part: string; start: number } | null {
  const length = lengthInPoints(text);
  const [start, end] = searchBounds(from, to, length);
  if (start > length || start > end) return null;
  workOver(text.length);
  return { part: start === 0 && end === length ? text : sliceOfPoints(text, start, end), start };
}

function place(text: string, [piece, from, to]: Bound, isLast: boolean): number {
  const found = textIn(piece);
  const within = searched(text, from, to);
  if (!within) return -1;
  const at = isLast ? within.part.lastIndexOf(found) : within.part.indexOf(found);
  return at < 0 ? -1 : within.start + pointsBefore(within.part, at);
}

function finding(isLast: boolean): Method<string> {
  return method('/ sub start? end?', (text, args) => BigInt(place(text, args, isLast)));
}

function indexing(isLast: boolean): Method<string> {
  return method('/ sub start? end?', (text, args) => {
    const at = place(text, args, isLast);
    if (at < 0) throw valueError('substring not found');
    return BigInt(at);
  });
}

function count(text: string, [piece, from, to]: Bound): bigint {
  const found = textIn(piece);
  const within = searched(text, from, to);
  if (!within) return 0n;
  if (found === '') return BigInt(lengthInPoints(within.part) + 1);
  return BigInt(within.part.split(found).length - 1);
}

type Has = (text: string, piece: string) => boolean;

/** One text, or one of a tuple. */
function having(name: string, has: Has): Method<string> {
  return method('/ piece start? end?', (text, [piece = null, from, to]) => {
    const pieces = piece instanceof Tuple ? piece.items : [piece];
    if (piece !== null && !isText(piece) && !(piece instanceof Tuple))
      throw typeError(`${name} first arg must be str or a tuple of str, not ${typeNameOf(piece)}`);
    const within = searched(text, from, to);
    return pieces.map((one) => textIn(one)).some((one) => within !== null && has(within.part, one));
  });
}

export const FINDING: ReadonlyMap<string, Method<string>> = new Map([
  ['find', finding(false)],
  ['rfind', finding(true)],
  ['index', indexing(false)],
  ['rindex', indexing(true)],
  ['count', method('/ sub start? end?', count)],
  ['startswith', having('startswith', (text, piece) => text.startsWith(piece))],
  ['endswith', having('endswith', (text, piece) => text.endsWith(piece))],
]);
