import { workOver } from './work.ts';

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** What is not printed as it is: backslashes, and what is no letter, mark, number, sign or blank of ASCII. */
const ESCAPED = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** A string as Python writes it in its sources. */
export function stringRepr(text: string): string {
  workOver(10 * text.length);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(ESCAPED, escapedCharacter);
  return `${quote}${quote === "'" ? body.replaceAll("'", "\\'") : body}${quote}`;
}

function escapedCharacter(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  const short = SHORT.get(one);
  if (short !== undefined) return short;
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** The same, in ASCII alone. */
export function asciiRepr(text: string): string {
  return stringRepr(text).replace(/\P{ASCII}/gu, escapedCharacter);
}
