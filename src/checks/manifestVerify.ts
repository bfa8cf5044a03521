/** Verifies a file against its entry of a manifest, and says of changed bytes which tensor and which chunk they are in. */
import type { ByteSource } from '../core/byteSource.ts';
import type { Finding, RuleInfo } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { sha256Of } from './digest.ts';
import { MANIFEST_CHUNK_BYTES, unsafePath, type ManifestFile, type ManifestLine } from './manifest.ts';
import { digestsOf, type DigestOptions, type FileDigests } from './manifestDigests.ts';
import { MANIFEST_RULES, type ManifestRuleId } from './manifestRules.ts';

/** Findings of one file that are kept; a file that was replaced differs in every chunk. */
const MAX_FINDINGS = 100;

/** What is wrong with the manifest itself, before any file is opened: by the path that each finding is about. */
export function manifestFindings(
  files: readonly (ManifestLine | ManifestFile)[],
): ReadonlyMap<string, readonly Finding[]> {
  const findings = new Map<string, readonly Finding[]>();
  const seen = new Set<string>();
  for (const file of files) {
    const found = entryFindings(file);
    if (seen.has(file.path)) found.push(inconsistent(`expected ${quoted(file.path)} once, found it again`));
    seen.add(file.path);
    if (found.length > 0) findings.set(file.path, [...(findings.get(file.path) ?? []), ...found]);
  }
  return findings;
}

function entryFindings(file: ManifestLine | ManifestFile): Finding[] {
  const reason = unsafePath(file.path);
  if (reason !== null)
    return [
      finding(
        'manifest/unsafe-path',
        `expected a path below the manifest's folder, found ${reason}: ${quoted(file.path)}`,
      ),
    ];
  return 'chunks' in file ? partFindings(file) : [];
}

/** A range of the file with a digest of its own. */
interface Part {
  readonly label: string;
  readonly rule: ManifestRuleId;
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  readonly sha256: string;
}

function partsOf({ metadata, tensors }: ManifestFile): readonly Part[] {
  return [
    { label: 'the metadata', rule: 'manifest/bytes-changed', path: 'metadata', offset: 0, ...metadata },
    ...tensors.map(({ name, offset, bytes, sha256 }) => {
      const label = quoted(name);
      return { label, rule: 'manifest/tensor-changed', path: `tensors[${label}]`, offset, bytes, sha256 } as const;
    }),
  ];
}

/** The parts must be what {@link digestsOf} takes: in the file, in order and apart. */
function partFindings(file: ManifestFile): Finding[] {
  const { bytes, chunks } = file;
  const nChunks = Math.ceil(bytes / MANIFEST_CHUNK_BYTES);
  if (chunks.length !== nChunks)
    return [
      inconsistent(`expected ${String(nChunks)} chunks for ${String(bytes)} bytes, found ${String(chunks.length)}`),
    ];
  let end = 0;
  for (const { label, offset, bytes: length } of partsOf(file)) {
    if (offset < end || length > bytes - offset) {
      const found = `found it at ${String(offset)}, ${String(length)} long`;
      return [inconsistent(`expected ${label} after byte ${String(end)} and within the file, ${found}`)];
    }
    end = offset + length;
  }
  return [];
}

/** Findings about `source`, which `sha256sum` would verify; null when the user stopped it. */
export async function verifyLine(
  source: ByteSource,
  { sha256 }: ManifestLine,
  { signal, onProgress }: DigestOptions = {},
): Promise<readonly Finding[] | null> {
  const found = await sha256Of(source, signal, onProgress);
  if (found === null) return null;
  return found === sha256 ? [] : [finding('manifest/digest-mismatch', `expected SHA-256 ${sha256}, found ${found}`)];
}

/** As {@link verifyLine}, by tensor and chunk. {@link manifestFindings} has found nothing wrong with `file`. */
export async function verifyFile(
  source: ByteSource,
  file: ManifestFile,
  options: DigestOptions = {},
): Promise<readonly Finding[] | null> {
  if (source.size !== file.bytes) {
    const message = `expected ${String(file.bytes)} bytes, found ${String(source.size)}`;
    return [finding('manifest/size', message, { offset: Math.min(file.bytes, source.size) })];
  }
  const digests = await digestsOf(source, partsOf(file), options);
  if (digests === null) return null;
  const changes = changesOf(file, digests);
  if (digests.sha256 !== file.sha256) return changes.length > 0 ? changes : [unlocated(file, digests)];
  if (changes.length === 0) return [];
  const what = `${String(changes.length)} digests of its parts are of other bytes, the first: ${changes[0]?.message ?? ''}`;
  return [inconsistent(`expected the parts of a file with the right SHA-256 to be right too, found that ${what}`)];
}

/** The whole differs and no part does: the parts were taken from another file than the whole. */
function unlocated({ sha256 }: ManifestFile, digests: FileDigests): Finding {
  return inconsistent(
    `expected SHA-256 ${sha256}, found ${digests.sha256}, although every chunk and tensor is as the manifest says`,
  );
}

function changesOf(file: ManifestFile, digests: FileDigests): readonly Finding[] {
  const changed = file.chunks.flatMap((sha256, i) => (digests.chunks[i] === sha256 ? [] : [i]));
  const parts = partsOf(file).filter(({ sha256 }, i) => digests.ranges[i] !== sha256);
  const found = [...partChanges(parts, changed), ...otherChanges(file, parts, changed)];
  const kept = found.slice(0, MAX_FINDINGS);
  if (found.length === kept.length) return kept;
  const message = `${String(found.length - kept.length)} more findings of this file`;
  return [...kept, { rule: 'gguf/more-findings', severity: 'note', message }];
}

/** One finding for each changed part: the bytes that it shares with changed chunks. Both lists are in order. */
function partChanges(parts: readonly Part[], changed: readonly number[]): Finding[] {
  let from = 0;
  return parts.map(({ label, rule, path, offset, bytes }) => {
    const end = offset + bytes;
    while (from < changed.length && chunkEnd(changed[from] ?? 0) <= offset) from++;
    let to = from;
    while (to < changed.length && chunkStart(changed[to] ?? 0) < end) to++;
    const [first, last] = [changed[from], changed[to - 1]];
    if (first === undefined || last === undefined || from === to)
      return inconsistent(`expected a changed chunk where ${label} changed, found none`);
    const [start, stop] = [Math.max(offset, chunkStart(first)), Math.min(end, chunkEnd(last))];
    const where = `${chunkNames(changed.slice(from, to))}, between byte ${String(start)} and ${String(stop)} of the file`;
    return finding(rule, `expected ${label} as in the manifest, found other bytes in ${where}`, {
      offset: start,
      length: stop - start,
      path,
    });
  });
}

/** Changed chunks in which no changed part lies: padding and gaps. */
function otherChanges({ bytes }: ManifestFile, parts: readonly Part[], changed: readonly number[]): Finding[] {
  let at = 0;
  return changed.flatMap((chunk) => {
    const [start, end] = [chunkStart(chunk), Math.min(bytes, chunkEnd(chunk))];
    for (let part = parts[at]; part && part.offset + part.bytes <= start; part = parts[at]) at++;
    if ((parts[at]?.offset ?? Infinity) < end) return [];
    const found = `found other bytes between metadata and tensors, between byte ${String(start)} and ${String(end)}`;
    const message = `expected chunk ${String(chunk)} as in the manifest, ${found}`;
    return [finding('manifest/bytes-changed', message, { offset: start, length: end - start })];
  });
}

function chunkNames(chunks: readonly number[]): string {
  const shown = chunks.slice(0, 8).map(String).join(', ');
  return `chunk ${shown}${chunks.length > 8 ? ` and ${String(chunks.length - 8)} more` : ''}`;
}

function chunkStart(chunk: number): number {
  return chunk * MANIFEST_CHUNK_BYTES;
}

function chunkEnd(chunk: number): number {
  return (chunk + 1) * MANIFEST_CHUNK_BYTES;
}

const RULES: ReadonlyMap<string, RuleInfo> = new Map(MANIFEST_RULES.map((rule) => [rule.id, rule]));

function inconsistent(message: string): Finding {
  return finding('manifest/inconsistent', message);
}

function finding(rule: ManifestRuleId, message: string, where: Partial<Finding> = {}): Finding {
  const info = RULES.get(rule);
  return {
    rule,
    severity: info?.severity ?? 'error',
    message,
    ...where,
    ...(info?.cwe !== undefined && { cwe: info.cwe }),
  };
}

/** Files of which a list of sums and its JSON twin name different digests. */
export function twinFindings(
  lines: readonly ManifestLine[],
  twins: ReadonlyMap<string, ManifestFile>,
): ReadonlyMap<string, readonly Finding[]> {
  const differing = lines.filter(({ path, sha256 }) => (twins.get(path)?.sha256 ?? sha256) !== sha256);
  return new Map(
    differing.map(({ path, sha256 }) => {
      const found = twins.get(path)?.sha256 ?? '';
      return [path, [inconsistent(`expected SHA-256 ${sha256} in the JSON twin too, found ${found}`)]];
    }),
  );
}
