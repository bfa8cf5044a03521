import type { Finding, RuleInfo } from '../../core/finding.ts';
import { findingOf, type FindingDetail } from '../../core/findings.ts';
import { quoted } from '../../core/printable.ts';
import type { TextProblem } from './characterProblems.ts';
import { METADATA_TEXT_RULES } from './textRules.ts';

const RULES: ReadonlyMap<string, RuleInfo> = new Map(METADATA_TEXT_RULES.map((rule) => [rule.id, rule]));

/** What is said of a problem at a key, or at an element of its list. */
export function textDetail({ message }: TextProblem, key: string, index?: number): FindingDetail {
  return { message, path: `metadata[${quoted(key)}]${index === undefined ? '' : `[${String(index)}]`}` };
}

/** The finding of a problem at a key. */
export function textFinding(problem: TextProblem, key: string): Finding {
  const rule = RULES.get(problem.rule);
  if (!rule) throw new RangeError(`expected the id of a rule, found "${problem.rule}"`);
  return findingOf(rule, rule.severity, textDetail(problem, key));
}
