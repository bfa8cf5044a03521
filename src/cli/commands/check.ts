import { UsageError } from '../../core/errors.ts';
import { parseBytes } from '../../core/units.ts';
import type { CheckOptions } from '../../checks/checkFile.ts';
import { suppressions } from '../../checks/suppressions.ts';
import { RULES } from '../../checks/rules.ts';
import { overallVerdict, type FileReport, type Report } from '../../report/report.ts';
import { openBaseline, type BaselineFlags } from '../baselineFlags.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { judgeFiles } from '../judge/judgeFiles.ts';
import { failOn, limits, profile } from '../options.ts';
import { parseOutputs, writeOutputs } from '../outputs.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';

export interface CheckFlags extends BaselineFlags {
  readonly profile: string;
  readonly limit: readonly string[];
  readonly failOn: string;
  readonly suppress: readonly string[];
  readonly sha256?: string;
  readonly maxModelSize?: string;
  /** False with --no-numbers. */
  readonly numbers: boolean;
  readonly format: readonly string[];
  readonly json?: true;
}

/** `flea-flicker check FILE…` */
export async function check(paths: readonly string[], flags: CheckFlags, host: Host): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError('usage/files', 'check: expected a file, found none: `flea-flicker check FILE…`');
  const outputs = parseOutputs(flags.format, flags.json === true);
  const options = checkOptions(flags, host);
  const baseline = await openBaseline(flags, options.failOn, host);
  const files = await judgeFiles(paths, options, host);
  host.progress.clear();
  const report = checkReport(baseline(files), options, host);
  writeOutputs(report, outputs, host);
  if (host.signal.aborted) return EXIT.interrupted;
  const verdict = overallVerdict(report);
  return { pass: EXIT.clean, fail: EXIT.findings, undecided: EXIT.undecided }[verdict];
}

export function checkOptions(flags: CheckFlags, host: Host): CheckOptions {
  suppressions(flags.suppress);
  return {
    profile: profile(flags.profile),
    limits: limits(flags.limit),
    failOn: failOn(flags.failOn),
    suppress: new Set(flags.suppress),
    ...(flags.sha256 !== undefined && { sha256: flags.sha256 }),
    ...(flags.maxModelSize !== undefined && { maxBytes: parseBytes(flags.maxModelSize) }),
    numbers: flags.numbers,
    signal: host.signal,
  };
}

export function checkReport(files: readonly FileReport[], { failOn }: CheckOptions, host: Host): Report {
  return {
    command: 'check',
    tool: { name: TOOL_NAME, version: toolVersion() },
    files,
    cases: [],
    rules: [...RULES.values()],
    failOn,
    interrupted: host.signal.aborted,
  };
}
