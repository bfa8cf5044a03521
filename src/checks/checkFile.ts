/** The gate for one model file: every rule that applies, one report. */
import type { Surface } from '../core/coverage.ts';
import type { Finding } from '../core/finding.ts';
import { formatBytes } from '../core/units.ts';
import type { Limits } from '../gguf/limits.ts';
import { parseGguf, type ParseResult } from '../gguf/parse.ts';
import type { FileSource } from '../gguf/source.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { FileReport } from '../report/report.ts';
import type { SpareSandboxes } from '../text/template/spareSandboxes.ts';
import { fileFindings } from './fileHygiene.ts';
import { fileReport, type ReportPolicy } from './fileReport.ts';
import { hiddenFindings } from './hidden/hiddenFindings.ts';
import { numberFindings } from './numbers/numberFindings.ts';
import { extentsOf } from './numbers/tensorScan.ts';
import type { ScanPlan } from './pass/filePass.ts';
import { startPass } from './pass/startPass.ts';
import { secondLook } from './secondLook.ts';

export interface CheckOptions extends ReportPolicy {
  readonly limits: Partial<Limits>;
  /** The digest the file must have, hexadecimal. */
  readonly sha256?: string;
  /** The greatest size that is looked at. */
  readonly maxBytes?: number;
  /** False leaves the numbers of tensor data unseen. */
  readonly numbers?: boolean;
  /** Where templates are tried; by default, in a process that is started for it. */
  readonly sandboxes?: SpareSandboxes;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
  /** Called whenever another part of the file begins to be judged: time that passes is spent there. */
  readonly onSurface?: (surface: Surface) => void;
  /** Called when the container has been read, with what its rules found; without a length where the file cannot be used. */
  readonly onParsed?: (parsed: { findings: readonly Finding[]; metadataBytes: number | null }) => void;
}

/** Why a file that was begun has no verdict. */
const STOPPED = 'stopped before its end was read';

/**
 * Checks `source` and gives its report. An undecided verdict means that the user stopped it. Throws IoError when the file
 * shrinks while it is read.
 */
export async function checkFile(source: FileSource, options: CheckOptions): Promise<FileReport> {
  const { name: path, size: bytes } = source;
  if (options.maxBytes !== undefined && bytes > options.maxBytes)
    return fileReport({ path, bytes, findings: [tooLarge(bytes, options.maxBytes)], coverage: [] }, options);
  // Everything else is done while the whole file is being read.
  const pass = startPass(source, options);
  try {
    options.onSurface?.('container');
    const looked = secondLook(source);
    const parsed = parseGguf(looked.source, { profile: options.profile, limits: options.limits });
    const { file, findings } = parsed;
    options.onParsed?.({ findings, metadataBytes: file?.metadataBytes ?? null });
    const [result, content] = await Promise.all([
      pass.finish(file && options.numbers !== false ? scanPlan(file) : null),
      contentFindings(source, parsed, options).finally(() => options.onSurface?.('numbers')),
    ]);
    const all = [
      ...fileFindings(path),
      ...findings,
      ...content,
      ...(file && result ? numberFindings(file, result.tallies, options.profile) : []),
      ...(result ? digestFindings(result.sha256, options.sha256) : []),
      ...source.verifyUnchanged(),
      ...looked.findings(),
    ];
    const known = { path, bytes, findings: all, coverage: [] };
    return fileReport(result ? { ...known, sha256: result.sha256 } : { ...known, reason: STOPPED }, options);
  } finally {
    await pass.close();
  }
}

function scanPlan({ tensors, littleEndian }: GgufFile): ScanPlan {
  return { extents: extentsOf(tensors), littleEndian };
}

/**
 * Findings of what is hidden, of what the file is for, and of its chat templates, which are tried in a process of their own. The
 * modules are loaded here, while the file is being read: they are most of the program.
 */
async function contentFindings(
  source: FileSource,
  parsed: ParseResult,
  options: CheckOptions,
): Promise<readonly Finding[]> {
  const { file } = parsed;
  if (!file) return hiddenFindings(source, parsed, options.profile, options.limits);
  const { sandboxes } = options;
  const { templateFindings } = await import('../text/template/templateFindings.ts');
  const templates = templateFindings(file.metadata, sandboxes && (() => sandboxes.take()), () =>
    options.onSurface?.('template'),
  );
  options.onSurface?.('hidden');
  const hidden = hiddenFindings(source, parsed, options.profile, options.limits);
  const [ofKind, ofTemplates] = await Promise.all([ofItsKind(file, source, options), templates]);
  return [...hidden, ...ofKind, ...ofTemplates];
}

async function ofItsKind(file: GgufFile, { name }: FileSource, options: CheckOptions): Promise<readonly Finding[]> {
  const { kindFindings } = await import('./kinds/kindFindings.ts');
  options.onSurface?.('keys');
  return kindFindings(file, name, options);
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
