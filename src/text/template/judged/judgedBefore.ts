/**
 * What was found in public templates when this release was made: most files have one of them, and need not have it proven and tried again.
 * A template is told by its SHA-256, so that one that was changed by a character is judged anew. Only templates are here in which nothing
 * was found but notes, by the rules and the trial of this very release, without a vocabulary (docs/adr/0013).
 */
import { createHash } from 'node:crypto';
import type { TemplateProblem } from '../problem.ts';
import { JUDGED_TEMPLATES } from './judgedTemplates.ts';

let table: ReadonlyMap<string, readonly TemplateProblem[]> | null = null;

/** Undefined where it is not known. */
export function judgedBefore(template: string): readonly TemplateProblem[] | undefined {
  table ??= new Map(JUDGED_TEMPLATES.trim().split('\n').map(entryOf));
  return table.get(createHash('sha256').update(template).digest('hex'));
}

/** `digest | rule | message | rule | message …` */
function entryOf(line: string): [string, readonly TemplateProblem[]] {
  const [digest = '', ...fields] = line.split(SEPARATOR);
  const problems: TemplateProblem[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2)
    problems.push({ rule: fields[i] ?? '', message: fields[i + 1] ?? '', severity: 'note' });
  return [digest, problems];
}

const SEPARATOR = ' ¦ ';

/** The line of a template; null where it has findings that are no notes, or that no line can have. */
export function lineOf(template: string, problems: readonly TemplateProblem[]): string | null {
  if (problems.some(({ severity }) => severity !== 'note')) return null;
  const digest = createHash('sha256').update(template).digest('hex');
  const fields = [digest, ...problems.flatMap(({ rule, message }) => [rule, message])];
  return fields.some((field) => field.includes('\n') || field.includes(SEPARATOR)) ? null : fields.join(SEPARATOR);
}
