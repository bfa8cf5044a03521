/**
 * Text of a file as the plain text of a SARIF message, in which no viewer finds a link. `[text](target)` is one by SARIF 2.1.0,
 * 3.11.6, which escapes brackets by a backslash; viewers make links of addresses, too. What is not a bracket is written as `\u{…}`.
 */
export function plainMessage(text: string): string {
  const plain = text
    .replaceAll(ADDRESS, (_, scheme: string) => `${scheme}\\u{3a}`)
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\u{2e}`)
    .replaceAll(/(?<=\w)@(?=\w)/g, '\\u{40}');
  // A file may have put a backslash before its bracket: the target is taken from it as well.
  return plain.includes('](') ? plain.replaceAll('](', ']\\u{28}').replaceAll(/[[\]]/g, '\\$&') : plain;
}

/** `scheme://`, and schemes that act without slashes: with a space behind the colon, most of them are words. */
const ADDRESS = /\b([a-z][a-z0-9+.-]{0,30}(?=:\/\/)|(?:java|vb)script|(?:data|mailto|tel|file|blob|vscode)(?=:\S)):/gi;
