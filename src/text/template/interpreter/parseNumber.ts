/** Numbers as `int` and `float` of Python read them from a text. */
import { NotTried } from './errors.ts';
import { tooManyDigits } from './wholeNumbers.ts';
import { stripped } from './strip.ts';
import { workOnBits, workOver } from './work.ts';

/** Digits of every script, each as that of ASCII. */
function inAscii(text: string): string {
  if (!/[^\p{ASCII}]/u.test(text)) return text;
  workOver(64 * text.length);
  return text.replace(/(?![0-9])\p{Nd}/gu, (one) => String(digitOf(one.codePointAt(0) ?? 0)));
}

/** Digits stand in rows of ten. */
function digitOf(code: number): number {
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}

const PREFIXES: ReadonlyMap<number, string> = new Map([
  [2, 'b'],
  [8, 'o'],
  [16, 'x'],
]);
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Null where it is no whole number to the base, which is 0 or 2 to 36. */
export function wholeIn(text: string, base: number): bigint | null {
  const found = /^([-+]?)(.*)$/su.exec(inAscii(stripped(text)));
  const [, sign = '', rest = ''] = found ?? [];
  const [, own] =
    [...PREFIXES]
      .map(([of, letter]) => [letter, of] as const)
      .find(([letter]) => rest.slice(0, 2).toLowerCase() === `0${letter}`) ?? [];
  if (own !== undefined && (base === 0 || base === own)) return signedWhole(sign, rest.slice(2).replace(/^_/, ''), own);
  if (base === 0 && /^0[0_]*[1-9]/.test(rest)) return null;
  return signedWhole(sign, rest, base === 0 ? 10 : base);
}

function signedWhole(sign: string, digits: string, base: number): bigint | null {
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/i.test(digits)) return null;
  const bare = digits.replaceAll('_', '').toLowerCase();
  const isOther = Array.from(bare).some((digit) => DIGITS.indexOf(digit) >= base);
  if (isOther || ((base & (base - 1)) !== 0 && tooManyDigits(bare.length))) return null;
  workOnBits(6 * bare.length);
  const value = wholeOfBase(bare, base);
  return sign === '-' ? -value : value;
}

/** Digits that are multiplied at once. */
const AT_ONCE = 8;

function wholeOfBase(digits: string, base: number): bigint {
  const letter = PREFIXES.get(base);
  if (base === 10 || letter !== undefined) return BigInt(letter === undefined ? digits : `0${letter}${digits}`);
  if (tooManyDigits(digits.length)) throw new NotTried('so many digits');
  workOnBits(digits.length ** 2 / AT_ONCE);
  let value = 0n;
  for (let at = 0; at < digits.length; at += AT_ONCE) {
    const piece = digits.slice(at, at + AT_ONCE);
    value = value * BigInt(base) ** BigInt(piece.length) + BigInt(parseInt(piece, base));
  }
  return value;
}

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i;
const NAMED = /^([-+]?)(inf|infinity|nan)$/i;

/** Null where it is no float. */
export function floatIn(text: string): number | null {
  const plain = inAscii(stripped(text));
  const named = NAMED.exec(plain);
  if (named) return named[2]?.toLowerCase() === 'nan' ? NaN : named[1] === '-' ? -Infinity : Infinity;
  return FLOAT.test(plain) ? Number(plain.replaceAll('_', '')) : null;
}
