/** Texts in which something is put in the place of something else, or around it. */
import { lengthInPoints, pointsOf } from './codePoints.ts';
import { workOver } from './work.ts';

/** Up to `most` times, or everywhere where that is negative. */
export function replaced(text: string, old: string, by: string, most: number): string {
  const pieces = piecesBetween(text, old);
  const count = most < 0 ? pieces.length - 1 : Math.min(most, pieces.length - 1);
  workOver(8 * pieces.length + text.length + count * by.length);
  if (count === pieces.length - 1) return pieces.join(by);
  return (
    pieces.slice(0, count + 1).join(by) + (count < pieces.length - 1 ? old + pieces.slice(count + 1).join(old) : '')
  );
}

/** Nothing stands before each character, and at the end. */
function piecesBetween(text: string, old: string): readonly string[] {
  workOver(text.length);
  return old === '' ? ['', ...pointsOf(text), ''].slice(0, text === '' ? 2 : undefined) : text.split(old);
}

export type Side = 'left' | 'right' | 'both';

/** Filled up to a width, where `side` is where the fill stands. */
export function filledTo(text: string, width: number, fill: string, side: Side): string {
  const missing = Math.max(0, width - lengthInPoints(text));
  workOver(missing);
  const left = side === 'left' ? missing : side === 'right' ? 0 : (missing >> 1) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** With zeros behind its sign. */
export function zeroFilled(text: string, width: number): string {
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + filledTo(text.slice(sign.length), width - sign.length, '0', 'left');
}

/** With blanks for tabs, up to the next column that is a multiple of `size`. */
export function withoutTabs(text: string, size: number): string {
  let column = 0;
  return pointsOf(text)
    .map((character) => {
      if (character !== '\t') {
        column = character === '\n' || character === '\r' ? 0 : column + 1;
        return character;
      }
      const blanks = size > 0 ? size - (column % size) : 0;
      workOver(blanks);
      column += blanks;
      return ' '.repeat(blanks);
    })
    .join('');
}
