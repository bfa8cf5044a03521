/**
 * How the answer of each tool is read. `refuses` follows the exit code, since that is what a gate acts on; every comment says where the
 * tool documents it. A crash of Python exits 1 as well, so a refusal also takes a report that can be read.
 */
import type { Reading, Verdict } from './verdict.ts';

/** README, "Exit codes": 2 with a JSON document is a FAIL finding, and above 2 the file was not read. A WARN alone passes. */
export const readC4nary: Reading = ({ code, stdout }) => {
  const { summary } = jsonOf<{ summary: { warn: number } }>(stdout);
  if (!summary) return 'cannot say';
  return verdictOf(code, 2, summary.warn > 0);
};

/** README, "Exit codes (for CI)": 1 is a reachable finding of high or above, 2 a scan that could not run. */
export const readGlyphhound: Reading = ({ code, stdout }) => {
  const { summary } = jsonOf<{ summary: { total: number } }>(stdout);
  return summary ? verdictOf(code, 1, summary.total > 0) : 'cannot say';
};

/** `hayward scan --help`, `--fail-on`: high or critical exits non-zero. What it could not read of a file is among `coverage_gaps`. */
export const readHayward: Reading = ({ code, stdout }) => {
  const { findings, coverage_gaps: gaps } = jsonOf<{ findings: unknown[]; coverage_gaps: unknown[] }>(stdout);
  if (!findings) return 'cannot say';
  const verdict = verdictOf(code, 1, findings.length > 0);
  return verdict !== 'refuses' && gaps && gaps.length > 0 ? 'cannot say' : verdict;
};

/**
 * README, "Exit Codes": 1 is a security issue, 2 an error. A warning is an issue too, by `determine_exit_code` in its core_results.py, so
 * nothing is left that warns and passes.
 */
export const readModelaudit: Reading = ({ code, stdout }) => {
  return jsonOf<{ issues: unknown }>(stdout).issues ? verdictOf(code, 1, false) : 'cannot say';
};

/** README, table of flags: 1 is an error, by the default of `--fail-on`; 2 a file that it could not read. */
export const readGgufdoctor: Reading = ({ code, stdout }) => {
  const warnings = /^\d+ error, (\d+) warn, \d+ info$/m.exec(stdout)?.[1];
  return warnings === undefined ? 'cannot say' : verdictOf(code, 1, Number(warnings) > 0);
};

/** README, command line: 1 is malicious or an error, 0 clean or suspicious. */
export const readPillar: Reading = ({ code, stdout }) => {
  const { verdict } = jsonOf<{ verdict: string }>(stdout);
  return verdict === undefined || verdict === 'error' ? 'cannot say' : verdictOf(code, 1, verdict === 'suspicious');
};

interface OwnReport {
  readonly files: readonly { readonly findings: readonly { readonly severity: string }[] }[];
}

/** docs/contracts.md, exit codes: 1 is an error in the file, 2 a file that could not be checked. */
export const readOurs: Reading = ({ code, stdout }) => {
  const file = jsonOf<OwnReport>(stdout).files?.[0];
  if (!file) return 'cannot say';
  const warned = file.findings.some(({ severity }) => severity === 'warning');
  return verdictOf(code, 1, warned);
};

function verdictOf(code: number | null, refusal: number, warned: boolean): Verdict {
  if (code === refusal) return 'refuses';
  if (code !== 0) return 'cannot say';
  return warned ? 'warns' : 'passes';
}

/** The fields of a report; none where the output is not JSON. */
function jsonOf<Report>(text: string): Partial<Report> {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
}
