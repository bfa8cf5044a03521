import type { Severity } from '../../core/finding.ts';
import type { TemplateProblem } from './problem.ts';
import { TEMPLATE_RULES } from './templateRules.ts';

const SEVERITIES = new Map(TEMPLATE_RULES.map(({ id, severity }) => [id, severity]));

/** Its own, or that of its rule in strict. */
export function severityOf({ rule, severity }: TemplateProblem): Severity {
  return severity ?? SEVERITIES.get(rule) ?? 'error';
}
