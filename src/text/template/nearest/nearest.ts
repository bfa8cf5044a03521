/** The known template that one equals, or is nearest to by the lines that they have in common when both are laid out. */
import { createHash } from 'node:crypto';
import { oneLine } from '../layout/visible.ts';
import { layOut, type LaidOutLine } from '../layout/layOut.ts';
import { visible } from '../layout/visible.ts';
import { Lines } from '../syntax/lines.ts';
import { parseTemplate } from '../syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../syntax/syntaxError.ts';
import { lineDiff } from './lineDiff.ts';
import { unifiedDiff } from './unifiedDiff.ts';

export interface KnownTemplate {
  readonly name: string;
  readonly text: string;
}

export interface Nearest {
  /** Safe to print. */
  readonly name: string;
  /** `same-text`: by digest. `same-layout`: the same statements, whose sources are set out otherwise or have other comments. */
  readonly relation: 'same-text' | 'same-layout' | 'near';
  /** Lines of both that the other has too, in any order, of all lines of both: 0 to 1. Tags that end a block do not count. */
  readonly share: number;
  /** From the known template to this one, laid out. Empty where they are the same; null where too much differs for one. */
  readonly diff: string | null;
}

/** Null where nothing is known that has a line of it. */
export function nearestOf(template: KnownTemplate, known: readonly KnownTemplate[]): Nearest | null {
  const digest = digestOf(template.text);
  const equal = known.find(({ text }) => digestOf(text) === digest);
  if (equal) return { name: oneLine(equal.name, NAME), relation: 'same-text', share: 1, diff: '' };
  const own = comparable(template.text);
  let [best, share] = [known[0], 0];
  for (const other of known) {
    const common = shareOf(own, comparable(other.text));
    if (common > share) [best, share] = [other, common];
  }
  return best && share > 0 ? near(template, best, share) : null;
}

/** Characters of a name. */
const NAME = 120;

function near(template: KnownTemplate, other: KnownTemplate, share: number): Nearest {
  const name = oneLine(other.name, NAME);
  const [from, to] = [comparable(other.text), comparable(template.text)];
  const edits = lineDiff(from.map(unindented), to.map(unindented));
  if (!edits) return { name, relation: 'near', share, diff: null };
  const sides = [
    { name, lines: from },
    { name: oneLine(template.name, NAME), lines: to },
  ] as const;
  const diff = unifiedDiff(...sides, edits);
  return { name, relation: diff === '' ? 'same-layout' : 'near', share, diff };
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The lines of the layout, or of the source where it does not parse. */
function comparable(text: string): readonly string[] {
  try {
    return layOut(parseTemplate(text), text, new Lines(text)).map(indented);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return text.split(/\r\n|\r|\n/).map(visible);
  }
}

export function indented({ depth, text }: LaidOutLine): string {
  return `${'  '.repeat(depth)}${text}`;
}

/** A condition around all changes how deep each line stands, and nothing else of it. */
function unindented(line: string): string {
  return line.trimStart();
}

/** Every template has these. */
const COMMON = /^\{% (?:else|end[a-z]+) %\}$/;

/** Of Dice: twice the lines that both have, of the lines of both. */
function shareOf(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  const [telling, others] = [a, b].map((lines) => lines.map(unindented).filter((line) => !COMMON.test(line)));
  for (const line of telling ?? []) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of others ?? []) {
    const left = counts.get(line) ?? 0;
    if (left > 0) common++;
    counts.set(line, left - 1);
  }
  const total = (telling?.length ?? 0) + (others?.length ?? 0);
  return total === 0 ? 0 : (2 * common) / total;
}
