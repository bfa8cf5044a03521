/** The gate for one model file: every rule that applies, one report. */
import type { Coverage, Surface } from '../core/coverage.ts';
import type { Finding } from '../core/finding.ts';
import { formatBytes } from '../core/units.ts';
import type { Limits } from '../gguf/limits.ts';
import type { Metadata } from '../gguf/metadata.ts';
import { paddingFindings, parseHead, type ParseResult } from '../gguf/parse.ts';
import { bufferSource, type FileSource } from '../gguf/source.ts';
import { unjudged, type FileReport } from '../report/report.ts';
import type { KnownTemplates } from '../text/template/knownTemplates.ts';
import { aboutWhatWasRead } from './aboutWhatWasRead.ts';
import { coverageOf } from './coverageOf.ts';
import { fileFindings } from './fileHygiene.ts';
import { fileReport, type Examined, type ReportPolicy } from './fileReport.ts';
import { hiddenInMetadata, hiddenInUnused } from './hidden/hiddenFindings.ts';
import { eachValueFindings } from './numbers/eachValue.ts';
import { numberFindings } from './numbers/numberFindings.ts';
import { smokeTest } from './numbers/smoke/smokeTest.ts';
import type { KindJudgement } from './kinds/kindFindings.ts';
import type { BegunPass, PassPlan, PassResult } from './pass/filePass.ts';
import { keptSource } from './pass/keptSource.ts';
import { passPlan, scanned } from './pass/passPlan.ts';
import { snapshot } from './pass/snapshot.ts';
import { beginPass, type PassSource } from './pass/startPass.ts';
import { surfacesOf } from './surfacesOf.ts';
import { withTextDigests } from './textDigests.ts';

export interface CheckOptions extends ReportPolicy {
  readonly limits: Partial<Limits>;
  /** The digest the file must have, hexadecimal. */
  readonly sha256?: string;
  /** The greatest size that is looked at. */
  readonly maxBytes?: number;
  /** False leaves the numbers of tensor data unseen. */
  readonly numbers?: boolean;
  /** Whether a few tokens are run through the reference; by default, where the file is of at most 16 MiB. Never without numbers. */
  readonly smoke?: boolean;
  /** Absolute paths of the files that are judged in the same run, this one among them. */
  readonly alsoJudged?: readonly string[];
  /** What was found in the templates of files before, in one row of files. */
  readonly knownTemplates?: KnownTemplates;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
  /** Called whenever another part of the file begins to be judged: time that passes is spent there. */
  readonly onSurface?: (surface: Surface) => void;
  /** Called when the container has been read, with what its rules found; without a length where the file cannot be used. */
  readonly onParsed?: (parsed: { findings: readonly Finding[]; metadataBytes: number | null }) => void;
}

/**
 * Checks `source` and gives its report. Each byte is read once: what was judged is what was hashed. Undecided where the user stopped it
 * and where the file changed while it was read. Throws IoError when the file shrinks while it is read.
 */
export async function checkFile(source: FileSource, options: CheckOptions): Promise<FileReport> {
  const { name: path, size: bytes } = source;
  if (options.maxBytes !== undefined && bytes > options.maxBytes) {
    const findings = [tooLarge(bytes, options.maxBytes)];
    return fileReport({ path, bytes, findings, coverage: coverageOf([], findings) }, options);
  }
  const examined = await examine(source, options);
  const change = source.changed();
  // What was found is no longer true of anything that anybody has.
  if (change !== null) return unjudged(path, `changed while it was read: found ${change}`, bytes);
  return fileReport({ path, bytes, ...examined }, options);
}

type Judgement = Omit<Examined, 'path' | 'bytes'>;

/** Why a file that was begun has no verdict. */
const STOPPED = 'stopped before its end was read';
const LEFT_BY_STOP = (['numbers', 'hidden'] as const).map((surface): Coverage => ({
  surface,
  state: 'partly',
  why: STOPPED,
  unread: true,
}));

async function examine(source: FileSource, options: CheckOptions): Promise<Judgement> {
  options.onSurface?.('container');
  const data = snapshot(source);
  // The file is read and hashed while its head is parsed and judged.
  const pass = beginPass(data);
  try {
    return await examineWith(pass, data, source, options);
  } finally {
    await pass.close();
  }
}

async function examineWith(
  pass: BegunPass,
  data: PassSource,
  source: FileSource,
  options: CheckOptions,
): Promise<Judgement> {
  const parsed = parseHead(data, options);
  options.onParsed?.({ findings: parsed.findings, metadataBytes: parsed.content?.metadataBytes ?? null });
  const plan = passPlan(parsed, data.size, options);
  const [read, head] = await Promise.all([
    plan && pass.follow(plan, options).result,
    headFindings(source, parsed, options).finally(() => options.onSurface?.('numbers')),
  ]);
  const rest =
    plan && read ? await passFindings({ parsed, plan, read, data, metadata: head.metadata }, source, options) : [];
  const all = [...fileFindings(source.name), ...parsed.findings, ...head.findings, ...rest];
  const findings = parsed.content ? withTextDigests(all, parsed.content.metadata) : all;
  const coverage = coverageOf(
    [
      ...parsed.coverage,
      ...head.coverage,
      ...surfacesOf(parsed, plan, options),
      ...(plan && !read ? LEFT_BY_STOP : []),
    ],
    findings,
  );
  if (read) return { findings, coverage, sha256: read.sha256 };
  return { findings, coverage, ...(plan && { reason: STOPPED }) };
}

/** What the pass found, and what it kept. */
interface PassedFile {
  readonly parsed: ParseResult;
  readonly plan: PassPlan;
  readonly read: PassResult;
  /** What was read: bytes in memory, or the file. */
  readonly data: PassSource;
  /** Of the model that the file is part of. */
  readonly metadata: Metadata;
}

async function passFindings(
  { parsed, plan, read, data, metadata }: PassedFile,
  source: FileSource,
  options: CheckOptions,
): Promise<readonly Finding[]> {
  const kept = keptSource(source, parsed.head, plan.kept, read.kept);
  const padding = paddingFindings(kept, parsed, options);
  const { content } = parsed;
  const numbers = content ? numberFindings(content, read.tallies, options.profile) : [];
  const values = content
    ? eachValueFindings(kept, { ...content, metadata, tensors: scanned(content, options) }, options.profile)
    : [];
  return [
    ...padding,
    ...hiddenInUnused(kept, { ...parsed, findings: [...parsed.findings, ...padding] }, options.profile, options.limits),
    ...numbers,
    ...values,
    ...(parsed.file ? await smokeTest(parsed.file, { source, data, sha256: read.sha256 }, numbers, options) : []),
    ...digestFindings(read.sha256, options.sha256),
  ];
}

/**
 * Findings that the head of the file is enough for: on what is hidden in it, on what the file is for, and on its chat templates.
 * The modules are loaded here, while the file is being read: they are most of the program.
 */
async function headFindings(
  source: FileSource,
  { content, head }: ParseResult,
  options: CheckOptions,
): Promise<KindJudgement> {
  if (!content) return { findings: [], coverage: [], metadata: new Map() };
  const { knownTemplates } = options;
  const { templateFindings } = await import('../text/template/templateFindings.ts');
  const templates = templateFindings(content.metadata, {
    ...(knownTemplates && { known: knownTemplates }),
    begins: () => options.onSurface?.('template'),
  });
  options.onSurface?.('hidden');
  const hidden = hiddenInMetadata(bufferSource(head, source.name), content, options.profile);
  const { metadataTextFindings } = await import('./texts/metadataTexts.ts');
  options.onSurface?.('keys');
  const texts = metadataTextFindings(content.metadata);
  const { judgeKind } = await import('./kinds/kindFindings.ts');
  const ofKind = judgeKind(content, source.name, options);
  const all = [...texts, ...ofKind.findings, ...(await templates)];
  return {
    findings: [...hidden, ...aboutWhatWasRead(all, content)],
    coverage: ofKind.coverage,
    metadata: ofKind.metadata,
  };
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
