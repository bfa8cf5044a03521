import { severityIn, type Finding, type Profile, type RuleInfo } from '../../core/finding.ts';
import { findingOf, type FindingDetail } from '../../core/findings.ts';
import { NUMBER_RULES, type NumberRuleId } from './numberRules.ts';

const RULES: ReadonlyMap<string, RuleInfo> = new Map(NUMBER_RULES.map((rule) => [rule.id, rule]));

/** A finding of `rule` with the severity that it has in `profile`: none of these is accepted by one. */
export function numberFinding(id: NumberRuleId, detail: FindingDetail, profile: Profile): Finding {
  const rule = RULES.get(id);
  const severity = rule && severityIn(rule, profile);
  if (!rule || !severity || severity === 'ok') throw new RangeError(`expected a rule that is reported, found "${id}"`);
  return findingOf(rule, severity, detail);
}
