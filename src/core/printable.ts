/** Characters that change what a terminal or a reviewer sees: controls, bidi and zero-width formats, line separators, surrogates. */
export const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from a file, safe to print: control, bidi and invisible characters as `\u{…}`, cut to `maxLength` characters.
 * Every string from a file passes through here before it reaches a terminal or a report.
 */
export function printable(text: string, maxLength = 80): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNSAFE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** As {@link printable}, in double quotes. */
export function quoted(text: string, maxLength = 80): string {
  return `"${printable(text, maxLength)}"`;
}
