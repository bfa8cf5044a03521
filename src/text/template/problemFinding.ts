import type { Finding } from '../../core/finding.ts';
import { printable } from '../../core/printable.ts';
import type { TemplateProblem } from './problem.ts';
import { severityOf } from './severityOf.ts';
import { TEMPLATE_RULES } from './templateRules.ts';

const RULES = new Map(TEMPLATE_RULES.map((rule) => [rule.id, rule]));
/** Characters of a message. */
const LONGEST_MESSAGE = 4096;

/** A problem as a finding at `path`. Its message may quote the template, so it is made safe to print here, whoever wrote it. */
export function problemFinding(problem: TemplateProblem, path: string): Finding {
  const { rule, message } = problem;
  const cwe = RULES.get(rule)?.cwe;
  const told = { rule, severity: severityOf(problem), message: printable(message, LONGEST_MESSAGE), path };
  return { ...told, ...(cwe !== undefined && { cwe }) };
}
