import { basename, resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { parseBytes } from '../../core/units.ts';
import type { CheckOptions } from '../../checks/checkFile.ts';
import { suppressions } from '../../checks/suppressions.ts';
import { RULES } from '../../checks/rules.ts';
import { parseShardName } from '../../gguf/shards.ts';
import type { FileReport, Report } from '../../report/report.ts';
import type { CheckFlags } from '../checkFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { judgeFiles } from '../judge/judgeFiles.ts';
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
  const judged = await judgeFiles(paths, options, host);
  host.progress.clear();
  const { files, written } = policy(judged);
  const code = writeOutputs({ ...checkReport(files, options, host), reproduce: reproduceLine(flags) }, outputs, host);
  return written ? code : missingReport(code);
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
    // Only shards look at it; the list of a thousand files is not sent along for each of them.
    ...(paths.length > 1 && { alsoJudged: shardPaths(paths) }),
    signal: host.signal,
  };
}

/** Of the files that are named, those that have the name of a shard. */
function shardPaths(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => parseShardName(basename(path)) !== null).map((path) => resolve(path));
}

function checkDigestFlag(text: string, paths: readonly string[]): void {
  digest('--sha256', text);
  if (paths.length !== 1)
    throw new UsageError(
      'usage/sha256',
      `--sha256: expected one file, which it is the digest of, found ${String(paths.length)}`,
    );
}

function checkReport(files: readonly FileReport[], { failOn }: CheckOptions, host: Host): Report {
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
