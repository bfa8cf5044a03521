import { pointsOf } from './codePoints.ts';
import { Dict } from './dict.ts';
import { NotTried, typeError } from './errors.ts';
import { charactersOf, isText, type Value } from './values.ts';
import { workOver } from './work.ts';

/** `text.translate(table)`: code points are the keys. */
export function translated(text: string, table: Value): string {
  if (!(table instanceof Dict)) throw new NotTried('translate by what is no mapping');
  return pointsOf(text)
    .map((character) => {
      const made = translation(character, table.get(BigInt(character.codePointAt(0) ?? 0)));
      workOver(made.length);
      return made;
    })
    .join('');
}

function translation(character: string, by: Value | undefined): string {
  if (by === undefined) return character;
  if (by === null) return '';
  if (isText(by)) return charactersOf(by);
  if (typeof by !== 'bigint') throw typeError('character mapping must return integer, None or str');
  return String.fromCodePoint(Number(by));
}
