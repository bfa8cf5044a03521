/** Archives, programs, pickles and models where no data belongs, and in the metadata. */
import type { ByteSource } from '../../core/byteSource.ts';
import { size64At } from '../../core/byteReader.ts';
import type { Finding, RuleInfo, Severity } from '../../core/finding.ts';
import { formatBytes } from '../../core/units.ts';
import { resolveLimits, type Limits } from '../../gguf/limits.ts';
import type { ParseResult } from '../../gguf/parse.ts';
import type { GgufContent, GgufFile, Profile } from '../../gguf/types.ts';
import { HIDDEN_RULES } from './hiddenRules.ts';
import { MetadataPlaces } from './places.ts';
import { scanRegion, type BeginsAt, type Region } from './scan.ts';
import type { Signature } from './signatures.ts';

/** Of each rule; a file may be made of headers. */
const MAX_FINDINGS_PER_RULE = 100;

const MILDER: Readonly<Record<Severity, Severity>> = { error: 'warning', warning: 'note', note: 'note' };
const RULES: ReadonlyMap<string, RuleInfo> = new Map(HIDDEN_RULES.map((rule) => [rule.id, rule]));

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
  const sink = new HiddenSink(profile);
  const { paddingScanBytes } = resolveLimits(limits);
  scanRegions(source, paddingRegions(parsed), 'padding or a gap', paddingScanBytes, sink);
  const trailing = regionsOf(parsed.findings, 'gguf/trailing-bytes');
  scanRegions(source, trailing, 'the bytes after the last tensor', paddingScanBytes, sink);
  return sink.findings();
}

/** Looks through the metadata section, as far as it was read. Linear in it. Throws IoError where the source does. */
export function hiddenInMetadata(source: ByteSource, content: GgufContent, profile: Profile): readonly Finding[] {
  const sink = new HiddenSink(profile);
  scanMetadata(source, content, sink);
  return sink.findings();
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
  sink: HiddenSink,
): void {
  let left = most;
  for (const { start, end } of regions) {
    const stop = start + Math.min(end - start, left);
    left -= stop - start;
    scanUnused(source, { start, end: stop }, what, sink);
  }
}

function scanUnused(source: ByteSource, region: Region, what: string, sink: HiddenSink): void {
  const seen = new Set<string>();
  scanRegion(source, region, afterZero, (signature, offset) => {
    if (seen.has(signature.format)) return;
    seen.add(signature.format);
    sink.report(signature, what, { offset, length: region.end - offset });
  });
}

const afterZero: BeginsAt = (bytes, index) => bytes[index - 1] === 0;

function scanMetadata(source: ByteSource, file: GgufContent, sink: HiddenSink): void {
  const places = new MetadataPlaces(file);
  /** One finding for each format and pair: the offset up to which more of them say nothing new. */
  const told = new Map<string, number>();
  scanRegion(source, { start: 8, end: file.metadataBytes }, afterLength(file), (signature, offset) => {
    if (offset < (told.get(signature.format) ?? 0)) return;
    const { path, end, pairEnd } = places.at(offset);
    told.set(signature.format, pairEnd);
    sink.report(signature, path, { offset, length: end - offset, path });
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

/** Collects findings, capped for each rule. */
class HiddenSink {
  readonly #profile: Profile;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<string, number>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  report({ format, rule }: Signature, place: string, where: Pick<Finding, 'offset' | 'length' | 'path'>): void {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count > MAX_FINDINGS_PER_RULE) return;
    const { severity = 'error', cwe, references } = RULES.get(rule) ?? {};
    const extent = `byte ${String(where.offset ?? 0)}, ${formatBytes(where.length ?? 0)} to the end of it`;
    this.#findings.push({
      rule,
      severity: this.#profile === 'strict' ? severity : MILDER[severity],
      message: `expected nothing of the kind in ${place}, found a header (${format}) at ${extent}`,
      ...where,
      ...(cwe !== undefined && { cwe }),
      ...(references && { references }),
    });
  }

  findings(): readonly Finding[] {
    const notes = [...this.#counts].flatMap(([rule, count]): readonly Finding[] => {
      if (count <= MAX_FINDINGS_PER_RULE) return [];
      const message = `${String(count - MAX_FINDINGS_PER_RULE)} more findings of ${rule}`;
      return [{ rule: 'gguf/more-findings', severity: 'note', message }];
    });
    return [...this.#findings, ...notes];
  }
}
