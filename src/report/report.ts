/** What a run found, before any format: files with findings, cases with outcomes. Every renderer reads this and nothing else. */
import { isPartial, isUnread, type Coverage } from '../core/coverage.ts';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import { isAtLeast } from '../core/finding.ts';
import type { CaseResult } from '../core/verdict.ts';

interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

export type FileVerdict = 'pass' | 'fail' | 'undecided';

export interface FileReport {
  /** As given by the caller; relative to where the tool ran. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal; absent where the file was not hashed. */
  readonly sha256?: string;
  readonly verdict: FileVerdict;
  /** Why nothing could be decided about the file: it could not be opened, was not begun, cost more than its budget. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
  /** Findings that a suppression or a baseline takes out of the count, each with what took it. */
  readonly suppressed: readonly SuppressedFinding[];
  /** How far each surface was examined; empty where the file was not begun. */
  readonly coverage: readonly Coverage[];
}

export interface SuppressedFinding extends Finding {
  /** `--suppress RULE`, or the reason that the baseline gives. */
  readonly by: string;
}

/** What fails a file: a finding at or above a severity, or anything that was not examined wholly. */
export type FailOn = Severity | 'partial';

export interface Report {
  /** `check` or `gate`: names the JSON schema. */
  readonly command: 'check' | 'gate';
  readonly tool: ToolInfo;
  readonly files: readonly FileReport[];
  readonly cases: readonly CaseResult[];
  readonly rules: readonly RuleInfo[];
  readonly failOn: FailOn;
  /** True when the user stopped the run: what is here is what was found until then. */
  readonly interrupted: boolean;
  /** The line that finds what is wrong with one file again, null where there is none; `flea-flicker check FILE` when left out. */
  readonly reproduce?: (path: string) => string | null;
  /** False where the command takes no `--suppress`. */
  readonly suppressible?: false;
}

/** What a verdict is made of. */
export type Judged = Pick<FileReport, 'findings' | 'coverage' | 'reason'>;

/**
 * `fail` when a finding that counts is at or above `failOn`; else `undecided` when there is a reason, or a surface whose reading
 * stopped; else `pass`. With `partial`, errors fail, and so does whatever was not examined wholly.
 */
export function verdictOf({ findings, coverage, reason }: Judged, failOn: FailOn): FileVerdict {
  if (findings.some(({ severity }) => fails(severity, failOn))) return 'fail';
  if (reason !== undefined || isUnread(coverage)) return 'undecided';
  return failOn === 'partial' && isPartial(coverage) ? 'fail' : 'pass';
}

/** Whether a finding of this severity fails its file. */
export function fails(severity: Severity, failOn: FailOn): boolean {
  return isAtLeast(severity, failOn === 'partial' ? 'error' : failOn);
}

/** The report on something whose findings are all there is to say of it. */
export function reportOf(
  path: string,
  bytes: number,
  findings: readonly Finding[],
  failOn: FailOn = 'error',
): FileReport {
  const judged = { findings, coverage: [] };
  return { path, bytes, verdict: verdictOf(judged, failOn), ...judged, suppressed: [] };
}

/** The report on an input that was named and that nobody could judge, so that it stands in every report. */
export function unjudged(path: string, reason: string, bytes = 0): FileReport {
  return { path, bytes, verdict: 'undecided', reason, findings: [], suppressed: [], coverage: [] };
}

/** Why a file is undecided, or failed without a finding: its reason, or the surfaces that were not examined wholly. */
export function reasonOf({ reason, coverage }: FileReport): string {
  if (reason !== undefined) return reason;
  const open = coverage.filter(({ state }) => state === 'partly' || state === 'not');
  const unread = open.filter((surface) => surface.unread === true);
  const parts = (unread.length > 0 ? unread : open).map(({ surface, state, why }) => {
    const how = state === 'partly' ? `${surface} examined partly` : `${surface} not examined`;
    return why === undefined ? how : `${how}: ${why}`;
  });
  return parts.join('; ') || 'could not be judged';
}

/** True for a file that fails because something was not examined, and for nothing else. */
export function failsAsPartial({ verdict, findings }: FileReport, failOn: FailOn): boolean {
  return verdict === 'fail' && !findings.some(({ severity }) => fails(severity, failOn));
}

export interface Summary {
  readonly files: number;
  readonly pass: number;
  readonly fail: number;
  readonly undecided: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
  readonly cases: {
    readonly passed: number;
    readonly failed: number;
    readonly error: number;
    readonly skipped: number;
  };
}

export function summarise({ files, cases }: Report): Summary {
  const findings = files.flatMap((f) => f.findings);
  const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length;
  return {
    files: files.length,
    pass: count(files, (f) => f.verdict === 'pass'),
    fail: count(files, (f) => f.verdict === 'fail'),
    undecided: count(files, (f) => f.verdict === 'undecided'),
    errors: count(findings, (f) => f.severity === 'error'),
    warnings: count(findings, (f) => f.severity === 'warning'),
    notes: count(findings, (f) => f.severity === 'note'),
    suppressed: files.reduce((sum, file) => sum + file.suppressed.length, 0),
    cases: {
      passed: count(cases, (c) => c.status === 'passed'),
      failed: count(cases, (c) => c.status === 'failed'),
      error: count(cases, (c) => c.status === 'error'),
      skipped: count(cases, (c) => c.status === 'skipped'),
    },
  };
}

/** One verdict over everything: unless something failed, `undecided` when nothing ran, something could not be decided, or the user stopped it. */
export function overallVerdict(report: Report): FileVerdict {
  const { files, fail, undecided, cases } = summarise(report);
  if (fail > 0 || cases.failed > 0) return 'fail';
  const ran = files + cases.passed;
  return undecided > 0 || cases.error > 0 || ran === 0 || report.interrupted ? 'undecided' : 'pass';
}
