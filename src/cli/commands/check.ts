import { FleaError, UsageError } from '../../core/errors.ts';
import { formatBytes, parseBytes } from '../../core/units.ts';
import { checkFile, type CheckOptions } from '../../checks/checkFile.ts';
import { irregularFile } from '../../checks/fileHygiene.ts';
import { fileReport } from '../../checks/fileReport.ts';
import { suppressions } from '../../checks/suppressions.ts';
import { RULES } from '../../checks/rules.ts';
import { openFileSource } from '../../gguf/source.ts';
import { overallVerdict, unjudged, type FileReport, type Report } from '../../report/report.ts';
import { SpareSandboxes } from '../../text/template/spareSandboxes.ts';
import { openBaseline, type BaselineFlags } from '../baselineFlags.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { failOn, limits, profile } from '../options.ts';
import { parseOutputs, writeOutputs } from '../outputs.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';
import { errorLine } from '../errorLine.ts';

export interface CheckFlags extends BaselineFlags {
  readonly profile: string;
  readonly limit: readonly string[];
  readonly failOn: string;
  readonly suppress: readonly string[];
  readonly sha256?: string;
  readonly maxModelSize?: string;
  /** False with --no-numbers. */
  readonly numbers: boolean;
  /** True with --smoke, false with --no-smoke. */
  readonly smoke?: boolean;
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
  const sandboxes = new SpareSandboxes(paths.length);
  const { files, unreadable } = await checkPaths(paths, { ...options, sandboxes }, host).finally(() => {
    sandboxes.close();
  });
  host.progress.clear();
  const report = checkReport(baseline(files), options, host);
  writeOutputs(report, outputs, host);
  if (host.signal.aborted) return EXIT.interrupted;
  const verdict = overallVerdict(report);
  if (verdict === 'fail') return EXIT.findings;
  return verdict === 'pass' && !unreadable ? EXIT.clean : EXIT.undecided;
}

async function checkPaths(
  paths: readonly string[],
  options: CheckOptions,
  host: Host,
): Promise<{ files: readonly FileReport[]; unreadable: boolean }> {
  const files: FileReport[] = [];
  let unreadable = false;
  for (const path of paths) {
    if (host.signal.aborted) break;
    const outcome = await checkPath(path, options, host);
    if (outcome) files.push(outcome);
    else unreadable = true;
  }
  return { files, unreadable };
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
    ...(flags.smoke !== undefined && { smoke: flags.smoke }),
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

/** A pipe or a device has a report without being opened: a reader that waits on it hangs, and opening some devices acts. */
function irregularReport(path: string, options: CheckOptions): FileReport | null {
  const finding = irregularFile(path);
  if (!finding) return null;
  return fileReport({ ...unjudged(path, 'it is no regular file, and was not opened'), findings: [finding] }, options);
}

/** One file's report; null, with a line on stderr, when it cannot be read. */
export async function checkPath(path: string, options: CheckOptions, host: Host): Promise<FileReport | null> {
  const irregular = irregularReport(path, options);
  if (irregular) return irregular;
  try {
    const source = openFileSource(path);
    try {
      const onProgress = (bytes: number): void => {
        host.progress.update(`check ${path}: ${formatBytes(bytes)} of ${formatBytes(source.size)} read`);
      };
      return await checkFile(source, { ...options, onProgress });
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    host.progress.clear();
    host.err(errorLine(error));
    return null;
  }
}
