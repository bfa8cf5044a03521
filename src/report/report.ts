/** What a run found, before any format: files with findings, cases with outcomes. Every renderer reads this and nothing else. */
import { isPartial, isUnread, type Coverage } from '../core/coverage.ts';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import { isAtLeast } from '../core/finding.ts';
import type { CaseResult } from '../core/verdict.ts';

export interface ToolInfo {
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
  /** The line that finds it all again; `flea-flicker check FILE` when left out. */
  readonly reproduce?: string;
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

export interface Summary {
  readonly files: number;
  readonly pass: number;
  readonly fail: number;
  readonly undecided: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
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
    cases: {
      passed: count(cases, (c) => c.status === 'passed'),
      failed: count(cases, (c) => c.status === 'failed'),
      error: count(cases, (c) => c.status === 'error'),
      skipped: count(cases, (c) => c.status === 'skipped'),
    },
  };
}

/** One verdict over everything: `undecided` when nothing ran or something could not be decided, unless something failed. */
export function overallVerdict(report: Report): FileVerdict {
  const { files, fail, undecided, cases } = summarise(report);
  if (fail > 0 || cases.failed > 0) return 'fail';
  const ran = files + cases.passed;
  return undecided > 0 || cases.error > 0 || ran === 0 ? 'undecided' : 'pass';
}
