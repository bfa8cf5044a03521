/** The gate for one model file: every rule that applies, one report. */
import type { Finding, Severity } from '../core/finding.ts';
import { formatBytes } from '../core/units.ts';
import type { Limits } from '../gguf/limits.ts';
import { parseGguf } from '../gguf/parse.ts';
import type { FileSource } from '../gguf/source.ts';
import type { Profile } from '../gguf/types.ts';
import { verdictOf, type FileReport } from '../report/report.ts';
import { templateFindings } from '../text/template/templateFindings.ts';
import { sha256Of } from './digest.ts';
import { fileFindings } from './fileHygiene.ts';
import { hiddenFindings } from './hidden/hiddenFindings.ts';
import { kindFindings } from './kinds/kindFindings.ts';
import { secondLook } from './secondLook.ts';
import { suppressions } from './suppressions.ts';

export interface CheckOptions {
  readonly profile: Profile;
  readonly limits: Partial<Limits>;
  /** A finding at or above this fails the file. */
  readonly failOn: Severity;
  /** `RULE` or `RULE@GLOB`: findings that are dropped. */
  readonly suppress: ReadonlySet<string>;
  /** The digest the file must have, hexadecimal. */
  readonly sha256?: string;
  /** The greatest size that is looked at. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Checks `source` and gives its report. An undecided verdict means that the user stopped it. Throws IoError when the file
 * shrinks while it is read.
 */
export async function checkFile(source: FileSource, options: CheckOptions): Promise<FileReport> {
  const { name: path, size: bytes } = source;
  if (options.maxBytes !== undefined && bytes > options.maxBytes)
    return report(path, bytes, [tooLarge(bytes, options.maxBytes)], options);
  const looked = secondLook(source);
  const parsed = parseGguf(looked.source, { profile: options.profile, limits: options.limits });
  const { file, findings } = parsed;
  // In a process of their own, while this thread hashes.
  const templates = file ? templateFindings(file.metadata) : Promise.resolve([]);
  const sha256 = await sha256Of(source, options.signal, options.onProgress);
  const all = [
    ...fileFindings(path),
    ...findings,
    ...hiddenFindings(source, parsed, options.profile),
    ...(file ? kindFindings(file, path, options) : []),
    ...(await templates),
    ...(sha256 === null ? [] : digestFindings(sha256, options.sha256)),
    ...source.verifyUnchanged(),
    ...looked.findings(),
  ];
  const result = report(path, bytes, all, options);
  return sha256 === null ? { ...result, verdict: 'undecided' } : { ...result, sha256 };
}

function digestFindings(found: string, expected: string | undefined): readonly Finding[] {
  if (expected === undefined || expected.toLowerCase() === found) return [];
  const message = `expected SHA-256 ${expected.toLowerCase()}, found ${found}`;
  return [{ rule: 'check/digest-mismatch', severity: 'error', message, cwe: 'CWE-354' }];
}

function tooLarge(bytes: number, most: number): Finding {
  const message = `expected at most ${formatBytes(most)}, found ${formatBytes(bytes)}`;
  return { rule: 'check/too-large', severity: 'error', message, cwe: 'CWE-770' };
}

function report(path: string, bytes: number, findings: readonly Finding[], options: CheckOptions): FileReport {
  const isSuppressed = suppressions([...options.suppress]);
  const kept = findings.filter((f) => !isSuppressed(f.rule, path));
  return { path, bytes, verdict: verdictOf(kept, options.failOn), findings: kept };
}
