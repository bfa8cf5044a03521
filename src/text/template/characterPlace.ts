import type { ShownText } from './literals.ts';

/** `U+202E`. */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Where a character of a text stands in the source. Behind an escape only the literal's place is known. */
export function foundAt({ at, isDecoded }: ShownText, index: number): string {
  return isDecoded ? ` as an escape in the literal at character ${String(at)}` : ` at character ${String(at + index)}`;
}
