import type { FleaError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';

/** Characters of a message: paths in it may be long. */
const MAX_LENGTH = 5000;

/** One line that says what, where and, in the message, what to do. */
export function errorLine({ message, code }: FleaError): string {
  return `flea-flicker: ${printable(message, MAX_LENGTH)} [${code}]\n`;
}

/** A defect of ours, with the place where it is: never a verdict. */
export function internalError(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return printableLines(`flea-flicker: internal error: ${text} [internal]\n`);
}

/** Lines as they are, with nothing in them that a terminal would obey. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, MAX_LENGTH))
    .join('\n');
}
