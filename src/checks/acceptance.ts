/** Findings that somebody has looked at and lives with: each bound to the bytes that were looked at, with a reason. */
import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { verdictOf, type FailOn, type FileReport } from '../report/report.ts';

export interface Binding {
  readonly sha256?: string | undefined;
  readonly text_sha256?: string | undefined;
}

export interface Acceptance extends Binding {
  readonly rule: string;
  /** Where it was found, for people. */
  readonly file?: string | undefined;
  readonly reason: string;
  readonly expires?: string | undefined;
}

/** The reason for which a finding of a file is accepted; null where none is. */
export type Accepts = (report: FileReport, finding: Finding) => string | null;

/** True where the bytes of the file, or of the text that the finding is about, are those of the entry. */
export function holdsFor({ sha256, text_sha256 }: Binding, report: FileReport, finding: Finding): boolean {
  if (sha256 === undefined && text_sha256 === undefined) return false;
  if (sha256 !== undefined && sha256 !== report.sha256) return false;
  return text_sha256 === undefined || text_sha256 === finding.digest;
}

/** The report with accepted findings taken out of the count, each with its reason; what was not read is as unread as before. */
export function withoutAccepted(report: FileReport, accepts: Accepts, failOn: FailOn): FileReport {
  const findings: Finding[] = [];
  const suppressed = [...report.suppressed];
  for (const finding of report.findings) {
    const by = accepts(report, finding);
    if (by === null) findings.push(finding);
    else suppressed.push({ ...finding, by });
  }
  if (findings.length === report.findings.length) return report;
  const judged = { ...report, findings };
  return { ...judged, suppressed, verdict: verdictOf(judged, failOn) };
}

/** A finding for each entry whose day has come, whether what it accepted is still there or not. */
export function expiredFindings(entries: readonly Acceptance[], now: Date): readonly Finding[] {
  return entries
    .filter((entry) => isExpired(entry, now))
    .map(({ rule, file, reason, expires }) => ({
      rule: 'check/baseline-expired',
      severity: 'error',
      message: `expected ${quoted(rule)}${file === undefined ? '' : ` in ${quoted(file)}`} to be reviewed before ${expires ?? ''}, found it accepted still: ${quoted(reason, 200)}`,
    }));
}

export function isExpired({ expires }: Acceptance, now: Date): boolean {
  return expires !== undefined && dayOf(now) >= expires;
}

/** In UTC, so that a run means the same everywhere. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
