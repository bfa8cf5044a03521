import { mildest, type Finding, type Severity } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { TextProblem } from './characterProblems.ts';
import { METADATA_TEXT_RULES } from './textRules.ts';

const RULES = new Map(METADATA_TEXT_RULES.map((rule) => [rule.id, rule]));

/** The finding of a problem at a key, or at an element of its list, never more severe than `most`. */
export function textFinding(
  { rule, message }: TextProblem,
  key: string,
  index?: number,
  most: Severity = 'error',
): Finding {
  const { severity = 'error' as const, cwe } = (RULES.get(rule) ?? {}) as { severity?: Severity; cwe?: string };
  const path = `metadata[${quoted(key)}]${index === undefined ? '' : `[${String(index)}]`}`;
  return { rule, severity: mildest(severity, most), message, path, ...(cwe !== undefined && { cwe }) };
}
