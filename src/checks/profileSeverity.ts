/** Severities of the compat profile: `docs/compat.md` has what llama.cpp itself does with every file of the corpus. */
import { mildest, type Finding } from '../core/finding.ts';
import type { Profile } from '../gguf/types.ts';
import { RULES } from './rules.ts';

/** Findings as `profile` has them: in the strict one as they were made, in compat never more severe than their rule is there. */
export function inProfile(findings: readonly Finding[], profile: Profile): readonly Finding[] {
  return profile === 'strict' ? findings : findings.map(inCompat);
}

function inCompat(finding: Finding): Finding {
  const { compat, compatKeys } = RULES.get(finding.rule) ?? {};
  if (compat === undefined || (compatKeys && !isAtOneOf(compatKeys, finding))) return finding;
  return { ...finding, severity: mildest(finding.severity, compat) };
}

function isAtOneOf(keys: readonly string[], { path }: Finding): boolean {
  return keys.some((key) => path?.endsWith(`${key}"]`));
}
