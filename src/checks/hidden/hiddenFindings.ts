/** Archives, programs, pickles and models where no data belongs, and in the metadata. */
import type { ByteSource } from '../../core/byteSource.ts';
import { size64At } from '../../core/byteReader.ts';
import type { Finding } from '../../core/finding.ts';
import { Findings, MAX_FINDINGS_PER_RULE } from '../../core/findings.ts';
import { formatBytes } from '../../core/units.ts';
import { resolveLimits, type Limits } from '../../gguf/limits.ts';
import type { ParseResult } from '../../gguf/parse.ts';
import type { GgufContent, GgufFile, Profile } from '../../gguf/types.ts';
import { HIDDEN_RULES, type HiddenRuleId } from './hiddenRules.ts';
import { MetadataPlaces } from './places.ts';
import { scanRegion, type BeginsAt, type Region } from './scan.ts';
import type { Signature } from './signatures.ts';

type HiddenFindings = Findings<HiddenRuleId>;

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly path?: string;
}

/** What of a parsed file says where bytes are that belong to nothing. `findings` has those on padding too. */
export type ParsedRanges = Pick<ParseResult, 'findings' | 'unused'>;

/**
 * Looks through trailing bytes, gaps and padding, found by the parser already. Of gaps and padding at most `paddingScanBytes` are looked
 * at, as the parser does, and of trailing bytes as many. Time linear in what is looked at. Throws IoError where the source does.
 */
export function hiddenInUnused(
  source: ByteSource,
  parsed: ParsedRanges,
  profile: Profile,
  limits: Partial<Limits> = {},
): readonly Finding[] {
  const findings = new Findings<HiddenRuleId>(HIDDEN_RULES, profile);
  const { paddingScanBytes } = resolveLimits(limits);
  scanRegions(source, paddingRegions(parsed), 'padding or a gap', paddingScanBytes, findings);
  const trailing = regionsOf(parsed.findings, 'gguf/trailing-bytes');
  scanRegions(source, trailing, 'the bytes after the last tensor', paddingScanBytes, findings);
  return findings.findings();
}

/** Looks through the metadata section, as far as it was read. Linear in it. Throws IoError where the source does. */
export function hiddenInMetadata(source: ByteSource, content: GgufContent, profile: Profile): readonly Finding[] {
  const findings = new Findings<HiddenRuleId>(HIDDEN_RULES, profile);
  scanMetadata(source, content, findings);
  return findings.findings();
}

/** What the parser said of gaps and padding: all zeros were seen to be zeros. Where it stopped telling, all of them again. */
function paddingRegions({ findings, unused }: ParsedRanges): readonly Region[] {
  const told = regionsOf(findings, 'gguf/nonzero-padding');
  return told.length < MAX_FINDINGS_PER_RULE ? told : unused;
}

function regionsOf(findings: readonly Finding[], rule: string): readonly Region[] {
  return findings.flatMap(({ rule: found, offset, length }) =>
    found === rule && offset !== undefined && length !== undefined ? [{ start: offset, end: offset + length }] : [],
  );
}

/** Of all the regions at most `most` bytes. */
function scanRegions(
  source: ByteSource,
  regions: readonly Region[],
  what: string,
  most: number,
  findings: HiddenFindings,
): void {
  let left = most;
  for (const { start, end } of regions) {
    const stop = start + Math.min(end - start, left);
    left -= stop - start;
    scanUnused(source, { start, end: stop }, what, findings);
  }
}

function scanUnused(source: ByteSource, region: Region, what: string, findings: HiddenFindings): void {
  const seen = new Set<string>();
  scanRegion(source, region, afterZero, (signature, offset) => {
    if (seen.has(signature.format)) return;
    seen.add(signature.format);
    reportHidden(signature, what, { offset, length: region.end - offset }, findings);
  });
}

const afterZero: BeginsAt = (bytes, index) => bytes[index - 1] === 0;

function scanMetadata(source: ByteSource, file: GgufContent, findings: HiddenFindings): void {
  const places = new MetadataPlaces(file);
  /** One finding for each format and pair: the offset up to which more of them say nothing new. */
  const told = new Map<string, number>();
  scanRegion(source, { start: 8, end: file.metadataBytes }, afterLength(file), (signature, offset) => {
    if (offset < (told.get(signature.format) ?? 0)) return;
    const { path, end, pairEnd } = places.at(offset);
    told.set(signature.format, pairEnd);
    reportHidden(signature, path, { offset, length: end - offset, path }, findings);
  });
}

/** Strings and arrays begin after a u64 length, which the rest of the metadata must be able to hold. */
function afterLength({ littleEndian }: GgufFile): BeginsAt {
  return (bytes, index, left) => {
    if (index < 8) return false;
    const length = size64At(new DataView(bytes.buffer, bytes.byteOffset), index - 8, littleEndian);
    return length > 0 && length <= left;
  };
}

function reportHidden({ format, rule }: Signature, place: string, where: Place, findings: HiddenFindings): void {
  const extent = `byte ${String(where.offset)}, ${formatBytes(where.length)} to the end of it`;
  const message = `expected nothing of the kind in ${place}, found a header (${format}) at ${extent}`;
  findings.report(rule, () => ({ message, ...where }));
}
