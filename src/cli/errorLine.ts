import type { FleaError } from '../core/errors.ts';

/** One line that says what, where and, in the message, what to do. */
export function errorLine({ message, code }: FleaError): string {
  return `flea-flicker: ${message} [${code}]\n`;
}
