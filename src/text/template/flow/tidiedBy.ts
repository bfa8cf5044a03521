/** What is tidied: `strip`, `trim`, `replace` and their like, as filters and as methods. */
import type { Span } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { isBlank, isEscape } from './idioms.ts';
import { hasWords, saidBy } from './saidBy.ts';
import { hasClock, hasText } from './traits.ts';
import type { Value } from './value.ts';
import { BUILT, FRAME } from './values.ts';

/** Blanks and marks of the format may be taken off a text, and blanks be made other blanks. */
export function tidiedBy(
  a: Analysis,
  e: Span & { readonly name: string },
  { value }: Operand,
  args: readonly Operand[],
): Value {
  if (![value, ...args.map((arg) => arg.value)].some((one) => hasText(one) || hasClock(one)))
    return isFrame(value, args) ? FRAME : BUILT;
  if (isTidying(a, e.name, args)) return saidBy([value, ...replacements(e.name, args)]);
  return a.report('template/depends-on-text', e, `"${e.name}" of other than blanks in a text`);
}

/** Blanks and marks; an escape for a character that JSON or XML knows as its own; anything that takes the place of a mark. */
function isTidying(a: Analysis, name: string, args: readonly Operand[]): boolean {
  const texts = args.map(({ value }) => (value.kind === 'constant' ? String(value.value) : null));
  const [from = null, to = null] = texts;
  if (texts.includes(null) && !(name === 'replace' && from !== null && args.length === 2)) return false;
  if (name === 'replace') return from !== null && isReplacing(a, from, to);
  if (name.startsWith('remove')) return from !== null && (isBlank(from) || a.literals.isTag(from));
  // Stripping takes each character of what it is given.
  return texts.every((text) => isBlank(text));
}

function replacements(name: string, args: readonly Operand[]): readonly Value[] {
  return name === 'replace' ? args.slice(1).map(({ value }) => value) : [];
}

/** By other blanks, by nothing where they are blanks, by anything where it is a mark. */
function isReplacing(a: Analysis, from: string, to: string | null): boolean {
  if (from === '') return false;
  return a.literals.isTag(from) || (to !== null && (isEscape(from, to) || (isBlank(from) && isBlank(to))));
}

function isFrame(value: Value, args: readonly Operand[]): boolean {
  return ![value, ...args.map((arg) => arg.value)].some(hasWords);
}
