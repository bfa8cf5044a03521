import { quoted } from '../../core/printable.ts';
import { firstEscape, literalsOf } from './literals.ts';
import type { TemplateProblem } from './problem.ts';

const WORD = /^\w$/;
/** A character by its Unicode name, which Python knows and other engines do not. */
const BY_NAME = /\\N\{[^}]{1,64}\}/;

/** Letters and digits that are written as escapes: of 226 public templates none has one. */
export function escapedText(source: string): readonly TemplateProblem[] {
  for (const { text, at } of literalsOf(source)) {
    const escape = firstEscape(text, (character) => WORD.test(character)) ?? BY_NAME.exec(text)?.[0];
    if (escape === undefined) continue;
    const message = `expected letters as they are, found ${quoted(escape)} in the literal at character ${String(at)}`;
    return [{ rule: 'template/escaped-text', message }];
  }
  return [];
}
