import { ASSIGNED_RANGES } from './unicodeAssigned.ts';

/** Code points between those that Unicode 15.1 assigns, as a class of an expression: the same on every engine. */
function gaps(): string {
  let end = -1;
  return [...ASSIGNED_RANGES, [0x110000, 0x110000] as const]
    .map(([first, last]) => {
      const gap = first > end + 1 ? `${escaped(end + 1)}-${escaped(first - 1)}` : '';
      end = last;
      return gap;
    })
    .join('');
}

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/**
 * What no reader can know to be drawn: code points that are private, that are no characters, or that Unicode 15.1 does not assign. Halves of
 * characters are not meant, nor emoji of later years that this engine knows.
 */
export const NO_CHARACTER = new RegExp(
  String.raw`[\p{Co}${gaps()}](?<!\p{Cs}|(?=\p{Extended_Pictographic})\P{Cn})`,
  'gu',
);
