/** Severities of the compat profile: `docs/compat.md` has what llama.cpp itself does with every file of the corpus. */
import { mildest, severityIn, type Finding, type Profile } from '../core/finding.ts';
import { RULES } from './rules.ts';

/** Findings as `profile` has them: in the strict one as they were made, in compat never more severe than their rule is there. */
export function inProfile(findings: readonly Finding[], profile: Profile): readonly Finding[] {
  return profile === 'strict' ? findings : findings.flatMap(inCompat);
}

function inCompat(finding: Finding): readonly Finding[] {
  const rule = RULES.get(finding.rule);
  if (!rule) return [finding];
  const most = severityIn(rule, 'compat', finding.path);
  return most === 'ok' ? [] : [{ ...finding, severity: mildest(finding.severity, most) }];
}
