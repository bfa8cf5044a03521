/** Characters that a text for people does not need, each fault once a text. */
import { NO_CHARACTER } from '../../text/noCharacter.ts';
import { isNeeded, UNDRAWN } from '../../text/undrawn.ts';
import type { TextRuleId } from './textRules.ts';

export interface TextProblem {
  readonly rule: TextRuleId;
  readonly message: string;
}

/** C0 and C1 but for tabs and line ends; a carriage return only before a line feed. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/g;
/** Embeddings, overrides and isolates. */
const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/g;
/** What begins a command in a line of a build's log, as the runners of GitHub, Azure and TeamCity read it: behind spaces too. */
const COMMAND = /(?:^|[\n\r\u0085\u2028\u2029])[^\S\n\r\u0085\u2028\u2029]*(?:::|##(?:[a-z]{1,16})?\[)/g;
const NOT_PLAIN = /[^\t\n\r -~]/;

export function characterProblems(text: string): readonly TextProblem[] {
  const commands = problem('metadata/workflow-command', 'lines that command nothing', text, COMMAND);
  if (!NOT_PLAIN.test(text) && !text.includes('\r')) return commands;
  return [
    ...problem('metadata/control-character', 'text without controls', text, CONTROL),
    ...problem('metadata/bidirectional', 'text in its own direction', text, BIDIRECTIONAL),
    ...commands,
    ...invisible(text),
  ];
}

function problem(rule: TextRuleId, expected: string, text: string, pattern: RegExp): readonly TextProblem[] {
  let count = 0;
  let first: RegExpExecArray | undefined;
  for (const match of text.matchAll(pattern)) {
    count++;
    first ??= match;
  }
  if (!first) return [];
  return [{ rule, message: `expected ${expected}, found ${named(first[0])}${extent(first.index, count)}` }];
}

/** Not drawn, or by some fonts alone. */
const NOT_DRAWN = new RegExp(`${UNDRAWN.source}|${NO_CHARACTER.source}`, 'gu');

function invisible(text: string): readonly TextProblem[] {
  let count = 0;
  let first: RegExpExecArray | undefined;
  for (const match of text.matchAll(NOT_DRAWN)) {
    if (BIDIRECTIONAL_CHARACTER.test(match[0]) || isNeeded(text, match.index, match[0])) continue;
    count++;
    first ??= match;
  }
  if (!first) return [];
  const found = `${named(first[0])}${extent(first.index, count)}`;
  return [{ rule: 'metadata/invisible-text', message: `expected characters that are drawn, found ${found}` }];
}

const BIDIRECTIONAL_CHARACTER = /[\u202a-\u202e\u2066-\u2069]/;

function named(found: string): string {
  const shown = found.trimStart().replace(/^[\n\r\u0085\u2028\u2029]/, '');
  if (/^[ -~]+$/.test(shown)) return `"${shown}"`;
  return Array.from(found, (c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}

function extent(at: number, count: number): string {
  return ` at character ${String(at)}${count > 1 ? `, the first of ${String(count)}` : ''}`;
}
