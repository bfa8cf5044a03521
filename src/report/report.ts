/** What a run found, before any format: files with findings, cases with outcomes. Every renderer reads this and nothing else. */
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
  readonly findings: readonly Finding[];
}

export interface Report {
  /** `check` or `gate`: names the JSON schema. */
  readonly command: 'check' | 'gate';
  readonly tool: ToolInfo;
  readonly files: readonly FileReport[];
  readonly cases: readonly CaseResult[];
  readonly rules: readonly RuleInfo[];
  /** A finding at or above this fails its file. */
  readonly failOn: Severity;
  /** True when the user stopped the run: what is here is what was found until then. */
  readonly interrupted: boolean;
  /** The line that finds it all again; `flea-flicker check FILE` when left out. */
  readonly reproduce?: string;
}

/** `fail` when a finding is at or above `failOn`, else `pass`. */
export function verdictOf(findings: readonly Finding[], failOn: Severity): FileVerdict {
  return findings.some((f) => isAtLeast(f.severity, failOn)) ? 'fail' : 'pass';
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
