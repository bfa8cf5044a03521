/** From everything that was found about one file to its report: severities of the profile, suppressions, the verdict. */
import type { Coverage } from '../core/coverage.ts';
import type { Finding } from '../core/finding.ts';
import type { Profile } from '../gguf/types.ts';
import { verdictOf, type FailOn, type FileReport, type SuppressedFinding } from '../report/report.ts';
import { inProfile } from './profileSeverity.ts';
import { suppressions } from './suppressions.ts';

/** What decides which findings count, and what fails a file. */
export interface ReportPolicy {
  readonly profile: Profile;
  readonly failOn: FailOn;
  /** `RULE` or `RULE@GLOB`: findings that are listed apart and do not count. */
  readonly suppress: ReadonlySet<string>;
}

/** What is known of a file before anything is suppressed. */
export interface Examined {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal; absent where the file was not read to its end. */
  readonly sha256?: string;
  /** Why nothing could be decided. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}

export function fileReport(examined: Examined, { profile, failOn, suppress }: ReportPolicy): FileReport {
  const suppressedBy = suppressions([...suppress]);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of inProfile(examined.findings, profile)) {
    const by = suppressedBy(finding.rule, examined.path);
    if (by === null) findings.push(finding);
    else suppressed.push({ ...finding, by: `--suppress ${by}` });
  }
  const judged = { ...examined, findings };
  return { ...judged, suppressed, verdict: verdictOf(judged, failOn) };
}
