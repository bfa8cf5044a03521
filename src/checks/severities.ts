import { isAtLeast, type Severity } from '../core/finding.ts';
import { verdictOf, type FailOn, type FileReport } from '../report/report.ts';

/** What a configuration makes of the severities of rules. */
export interface SeverityOverrides {
  readonly byRule: ReadonlyMap<string, Severity>;
  /** False where a finding keeps its own severity when that is the greater one. */
  readonly mayLower: boolean;
}

/** The report with findings as severe as `overrides` say; what was not read stays unread. */
export function withSeverities(report: FileReport, overrides: SeverityOverrides, failOn: FailOn): FileReport {
  const { byRule, mayLower } = overrides;
  const findings = report.findings.map((finding) => {
    const severity = byRule.get(finding.rule) ?? finding.severity;
    return mayLower || isAtLeast(severity, finding.severity) ? { ...finding, severity } : finding;
  });
  const judged = { ...report, findings };
  return { ...judged, verdict: verdictOf(judged, failOn) };
}
