import { FleaError, UsageError } from '../../core/errors.ts';
import { formatBytes, parseBytes } from '../../core/units.ts';
import { checkFile, type CheckOptions } from '../../checks/checkFile.ts';
import { irregularFile } from '../../checks/fileHygiene.ts';
import { fileReport } from '../../checks/fileReport.ts';
import { suppressions } from '../../checks/suppressions.ts';
import { RULES } from '../../checks/rules.ts';
import { openFileSource } from '../../gguf/source.ts';
import { unjudged, type FileReport, type Report } from '../../report/report.ts';
import { SpareSandboxes } from '../../text/template/spareSandboxes.ts';
import type { CheckFlags } from '../checkFlags.ts';
import { errorLine, internalError } from '../errorLine.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { digest, failOn, limits, profile } from '../options.ts';
import { missingReport, parseOutputs, refuseOverwriting, writeOutputs } from '../outputs.ts';
import { openPolicy } from '../reportPolicy.ts';
import { reproduceLine } from '../reproduceLine.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';

/** `flea-flicker check FILE…` */
export async function check(paths: readonly string[], flags: CheckFlags, host: Host): Promise<ExitCode> {
  if (paths.length === 0)
    throw new UsageError('usage/files', 'check: expected a file, found none: `flea-flicker check FILE…`');
  const outputs = parseOutputs(flags.format, flags.json === true);
  refuseOverwriting(outputs, paths);
  const options = checkOptions(flags, host, paths);
  const policy = await openPolicy(flags, options.failOn, host);
  const judged = await checkPaths(paths, options, host);
  host.progress.clear();
  const { files, written } = policy(judged);
  const code = writeOutputs({ ...checkReport(files, options, host), reproduce: reproduceLine(flags) }, outputs, host);
  return written ? code : missingReport(code);
}

/** A report for every path, whatever happens: what was not judged is in it too. */
async function checkPaths(paths: readonly string[], options: CheckOptions, host: Host): Promise<readonly FileReport[]> {
  const sandboxes = new SpareSandboxes(paths.length);
  const files: FileReport[] = [];
  try {
    for (const path of paths) files.push(await checkPath(path, { ...options, sandboxes }, host));
    return files;
  } finally {
    sandboxes.close();
  }
}

/** What the flags ask for. Throws UsageError for a flag that does not parse, and for a digest that is not of one file. */
export function checkOptions(flags: CheckFlags, host: Host, paths: readonly string[]): CheckOptions {
  suppressions(flags.suppress);
  if (flags.sha256 !== undefined) checkDigestFlag(flags.sha256, paths);
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

function checkDigestFlag(text: string, paths: readonly string[]): void {
  digest('--sha256', text);
  if (paths.length !== 1)
    throw new UsageError(
      'usage/sha256',
      `--sha256: expected one file, which it is the digest of, found ${String(paths.length)}`,
    );
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

/** One file's report; undecided, with a line on stderr, when it cannot be judged. */
export async function checkPath(path: string, options: CheckOptions, host: Host): Promise<FileReport> {
  if (host.signal.aborted) return unjudged(path, 'not begun: the user stopped the run');
  try {
    return irregularReport(path, options) ?? (await openedReport(path, options, host));
  } catch (error) {
    host.progress.clear();
    const known = error instanceof FleaError ? error : null;
    host.err(known ? errorLine(known) : internalError(error));
    return unjudged(path, known?.message ?? `internal error: ${String(error)}`);
  }
}

async function openedReport(path: string, options: CheckOptions, host: Host): Promise<FileReport> {
  const source = openFileSource(path);
  try {
    const onProgress = (bytes: number): void => {
      host.progress.update(`check ${path}: ${formatBytes(bytes)} of ${formatBytes(source.size)} read`);
    };
    return await checkFile(source, { ...options, onProgress });
  } finally {
    source.close();
  }
}
